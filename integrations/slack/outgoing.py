"""Writing an alert: a message in the outbox, in the caller's transaction."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from integrations.leads.card import LeadAlert, LeadCard
from integrations.models import Destination
from integrations.outbox.add import outbox_add


def slack_alert_add(alert: LeadAlert, *, key: str, person: str, conversation_id: int | None) -> bool:
    """The alert leaves after the commit. False where the key was used before, or Slack is not configured."""
    if not settings.SLACK_WEBHOOK_URL:
        return False
    return outbox_add(
        destination=Destination.SLACK,
        kind="lead_alert",
        payload=stored_alert(alert),
        idempotency_key=key,
        person=person,
        conversation_id=conversation_id,
        stream=f"lead:{alert.card.lead_id}",
    )


def stored_alert(alert: LeadAlert) -> dict[str, Any]:
    """As JSON, without the contact data, which the message does not show either."""
    return {
        "card": replace(alert.card, email=None, phone=None).stored(),
        "high_priority": alert.high_priority,
        "asks_for_contact": alert.asks_for_contact,
        "known_as": alert.known_as,
    }


def restored_alert(stored: Mapping[str, Any]) -> LeadAlert:
    return LeadAlert(
        LeadCard.restore(stored["card"]),
        high_priority=stored["high_priority"],
        asks_for_contact=stored["asks_for_contact"],
        known_as=stored["known_as"],
    )
