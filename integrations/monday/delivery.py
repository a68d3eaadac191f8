"""What the outbox calls for a message to monday.com."""

import time
from datetime import timedelta

from django.utils import timezone

from integrations.breakers import monday_breaker
from integrations.copies import REMOVAL
from integrations.leads.card import LeadCard
from integrations.models import OutboxMessage, Status
from integrations.models.outbox import OutboxQuerySet
from integrations.monday.answer import ItemGone
from integrations.monday.client import is_configured
from integrations.monday.items import INDEX_SECONDS
from integrations.monday.outgoing import SAVE
from integrations.monday.remove import items_remove
from integrations.monday.save import item_save
from integrations.outbox.errors import Unavailable

# Seconds for all calls of one message together; the lease of the outbox and that of a breaker's probe rely on it.
LONGEST_DELIVERY = 60


def deliver_monday(message: OutboxMessage) -> str:
    """Do what the message asks for; returns the id of the item, or the ids of those that were removed. Raises DeliveryError.

    To the circuit breaker it is one call, with everything that is asked at monday.com on its way.
    """
    if not is_configured():
        raise Unavailable("monday.com is not set up any more")
    ends_at = time.monotonic() + LONGEST_DELIVERY
    if message.kind == REMOVAL:
        return _remove(message, ends_at)
    return _save(message, ends_at)


def _remove(message: OutboxMessage, ends_at: float) -> str:
    reference, known = message.payload["reference"], filter(None, [message.payload["item_id"]])
    return ",".join(monday_breaker.call(items_remove, reference, item_ids=known, ends_at=ends_at))


def _save(message: OutboxMessage, ends_at: float) -> str:
    """An older message that somebody has revived says nothing new: what came later has arrived."""
    stream = OutboxMessage.objects.filter(destination=message.destination, stream=message.stream)
    stream = stream.exclude(stream="")  # as the index says it
    later, earlier = stream.filter(pk__gt=message.pk), stream.filter(pk__lt=message.pk)
    if later.filter(status=Status.SENT).exists():
        return _item(later)
    item_id = message.payload["item_id"] or _item(earlier)
    if not item_id:
        _let_the_last_attempt_settle(earlier)
    again = message.attempts > 1 or bool(message.last_error)  # one that was revived counts its attempts anew
    may_exist = again or message.payload["may_exist"] or earlier.exists()
    card = LeadCard.restore(message.payload["card"])
    try:
        return monday_breaker.call(item_save, card, item_id=item_id, again=again, may_exist=may_exist, ends_at=ends_at)
    except ItemGone:  # to the breaker it was an answer
        raise Unavailable("the item that was found is gone", INDEX_SECONDS) from None


def _item(messages: OutboxQuerySet) -> str:
    """The item that the newest of these messages that has arrived went to; empty where there is none, or it was removed."""
    newest = messages.filter(status=Status.SENT).order_by("-pk").first()
    return newest.external_id if newest and newest.kind == SAVE else ""


def _let_the_last_attempt_settle(earlier: OutboxQuerySet) -> None:
    """One that was given up a moment ago may have made an item that cannot be found yet."""
    since = timezone.now() - timedelta(seconds=INDEX_SECONDS)
    if earlier.filter(attempts__gt=0, next_attempt_at__gt=since).exclude(status=Status.SENT).exists():
        raise Unavailable("an earlier message about the lead was given up just now", INDEX_SECONDS)
