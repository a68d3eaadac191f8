"""A visitor as the consent tests know one: a talk with an address, and what arrives in the mailbox."""

import re
import uuid
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.models import ConsentAuditLog
from integrations.models import OutboxMessage

JSON = "application/json"


def talk(email: str | None = "jan@example.com", **fields: Any) -> ChatConversation:
    now = timezone.now()
    return ChatConversation.objects.create(session_id=uuid.uuid4(), started_at=now, last_message_at=now, email=email, **fields)


def agree(client: Client, conversation: ChatConversation, *purposes: str, **fields: Any) -> dict[str, Any]:
    sent = {
        "session_id": str(conversation.session_id),
        "purposes": dict.fromkeys(purposes, True),
        "text_version": "1",
        **fields,
    }
    response = client.post("/api/consent", sent, content_type=JSON)
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def mails(kind: str) -> list[str]:
    """The text parts that wait in the outbox."""
    return [message.payload["text"] for message in OutboxMessage.objects.filter(kind=kind).order_by("pk") if message.payload]


def link(text: str) -> str:
    """The path of the first link to our site: what the mail is about."""
    found = re.search(re.escape(settings.SITE_URL) + r"(\S+)", text)
    assert found, text
    return found.group(1)


def actions(email: str | None = None) -> list[str]:
    rows = ConsentAuditLog.objects.for_email(email) if email else ConsentAuditLog.objects.all()
    return list(rows.order_by("pk").values_list("action", flat=True))


def consents(conversation: ChatConversation) -> tuple[bool, bool]:
    """rodo, marketing"""
    conversation.refresh_from_db()
    return conversation.rodo_consent, conversation.marketing_consent
