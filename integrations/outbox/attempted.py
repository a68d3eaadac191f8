"""Whether a copy of what we know may have arrived somewhere: asked when a person is erased."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from integrations.models import Destination, OutboxMessage
from integrations.outbox.claim import LEASE


def attempted_until(conversation_ids: Collection[int], destination: Destination, now: datetime) -> datetime | None:
    """Until when a message about these conversations may still be on its way; not after `now` where none is.

    None where no attempt was ever made, as far as the outbox remembers: finished messages are forgotten after 30 days. It does
    not matter whether the messages were cancelled already.
    """
    tried = OutboxMessage.objects.filter(conversation_id__in=conversation_ids, destination=destination).filter(
        Q(attempts__gt=0) | ~Q(last_error="")  # one that was made due again counts its attempts anew
    )
    ends = [now if sent_at else min(end, now + LEASE) for sent_at, end in tried.values_list("sent_at", "next_attempt_at")]
    return max(now, *ends) if ends else None
