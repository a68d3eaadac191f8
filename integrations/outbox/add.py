"""Putting a message into the outbox."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.worker import wake


def outbox_add(  # noqa: PLR0913  (a row has that many columns; all are named at the call)
    *,
    destination: Destination,
    kind: str,
    payload: Mapping[str, Any],
    idempotency_key: str,
    person: str = "",
    conversation_id: int | None = None,
    service: bool = False,
    due_at: datetime | None = None,
    stream: str = "",
) -> bool:
    """Write a message in the caller's transaction; it goes out after the commit, or not before `due_at`.

    False, and nothing is written, where the key was used before. `person` is the keyed hash of an address. A service message
    is one that somebody asked for or must be told: it is never held back. Messages of one `stream` go to the destination in the
    order in which they were added: whoever adds to it holds a lock on what it is about. One that was given up, is held or was
    cancelled keeps no other waiting.
    """
    now = timezone.now()
    added = OutboxMessage.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "destination": destination,
            "kind": kind,
            "stream": stream,
            "payload": dict(payload),
            "person": person,
            "conversation_id": conversation_id,
            "service": service,
            "created_at": now,
            "next_attempt_at": due_at or now,
        },
    )[1]
    if added:
        transaction.on_commit(partial(wake, destination))
    return added


def service_messages_since(person: str, since: datetime) -> int:
    """How many service messages were written for a person, were sent, or will be, from a moment on.

    The cancelled ones reached nobody and do not count; one that waits for its time counts until then, and then as sent.
    The count and a message added on the strength of it belong together: the caller holds a lock on the address meanwhile.
    """
    counted = Q(created_at__gte=since) | Q(next_attempt_at__gte=since)  # the last attempt's lease, in what was sent
    return OutboxMessage.objects.filter(counted, person=person, service=True).exclude(status=Status.CANCELLED).count()
