"""Writing messages to monday.com into the outbox, in the caller's transaction."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from integrations.copies import REMOVAL
from integrations.leads.card import LeadCard
from integrations.models import Destination, OutboxMessage, Status
from integrations.monday.client import is_configured
from integrations.monday.items import INDEX_SECONDS
from integrations.outbox.add import outbox_add

SAVE = "lead_item"


def monday_item_save(
    card: LeadCard, *, key: str, person: str, conversation_id: int, item_id: str = "", may_exist: bool = False
) -> bool:
    """Have the lead's item say what the card says; False, and nothing is written, without monday.com or for a used key.

    `item_id` where it is known; `may_exist`: there may be an item though its id is not. What the card does not know stays over
    there as it is. The messages of one lead go out in the order they were written in; one that nobody has tried to send says
    the new things itself, so that a long talk, or a long outage, does not use up what monday.com allows in a day.
    """
    if not is_configured():
        return False
    message = {"card": card.stored(), "item_id": item_id, "may_exist": may_exist}
    return _replaced(card, message, person) or outbox_add(
        destination=Destination.MONDAY,
        kind=SAVE,
        payload=message,
        idempotency_key=key,
        stream=_stream(card.lead_id),
        person=person,
        conversation_id=conversation_id,
    )


def _replaced(card: LeadCard, message: dict[str, Any], person: str) -> bool:
    """False where no untried message waits, or a deliverer takes it at this moment."""
    stream = OutboxMessage.objects.exclude(stream="").filter(stream=_stream(card.lead_id), destination=Destination.MONDAY)
    last = stream.order_by("-pk").first()
    if last is None or last.kind != SAVE or last.status != Status.PENDING or last.attempts or last.last_error:
        return False
    before = last.payload
    status = card.status or before["card"].get("status")
    payload = {
        **message,
        "card": {**message["card"], "status": status},
        "may_exist": message["may_exist"] and before["may_exist"],
    }
    untried = OutboxMessage.objects.filter(pk=last.pk, status=Status.PENDING, attempts=0)
    return untried.update(payload=payload, person=person) > 0


def monday_item_remove(*, lead_id: int, reference: str, item_id: str, due_at: datetime | None = None) -> bool:
    """Have the lead's item deleted; False where monday.com is not set up: then people have to. See integrations.copies.

    `due_at`: until when a save may still be under way. The removal waits a little longer, until what it made can be found; a
    later save of the lead waits for the removal.
    """
    return is_configured() and outbox_add(
        destination=Destination.MONDAY,
        kind=REMOVAL,
        payload={"lead_id": lead_id, "reference": reference, "item_id": item_id},
        # Never one that was used before: a lead may get another item after its first was removed, and removing is repeatable.
        idempotency_key=f"lead:{lead_id}:removal:{uuid.uuid4().hex}",
        stream=_stream(lead_id),
        service=True,  # the law asks for it: nothing holds it back
        due_at=due_at and due_at + timedelta(seconds=INDEX_SECONDS),
    )


def _stream(lead_id: int) -> str:
    return f"lead:{lead_id}"
