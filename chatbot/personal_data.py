"""What the chat holds on a person: see novahouse.privacy.holding."""

from datetime import datetime
from typing import Any

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.conversation_erase import conversations_erase
from novahouse.privacy.holding import WHOLLY, Erased, Holding, Subject, exported_row

# The session id is no part of a copy: whoever has it is the visitor.
_CONVERSATION = (
    *("id", "started_at", "last_message_at", "ended_at", "language", "name", "email", "phone", "city", "context", "memory"),
    *("rodo_consent", "marketing_consent", "rodo_requested_at", "restricted_at", "booked_at", "anonymised_at"),
)
_LEAD = (
    *("id", "created_at", "updated_at", "name", "email", "phone", "city", "status", "basis", "contact_asked_at"),
    *("alerted_from", "monday_item_id", "score"),
)
_SCORE_NOTE = (
    "Ocena od 0 do 100 podpowiada zespołowi sprzedaży, komu odpowiedzieć najpierw. Program wylicza ją z tego, co padło "
    "w rozmowie; o cenie ani o przyjęciu zlecenia nie decyduje."
)


def _conversations(subject: Subject) -> list[dict[str, Any]]:
    conversations = ChatConversation.objects.filter(pk__in=subject.conversation_ids).order_by("pk")
    return [exported_row(conversation, _CONVERSATION) for conversation in conversations]


def _messages(subject: Subject) -> list[dict[str, Any]]:
    messages = ChatMessage.objects.filter(conversation__in=subject.conversation_ids).order_by("conversation_id", "pk")
    return [_message(message) for message in messages.iterator()]


def _message(message: ChatMessage) -> dict[str, Any]:
    known = message.details.get("context")
    return {
        "rozmowa": message.conversation_id,
        **exported_row(message, ("created_at", "sender", "text")),
        **({"co było wtedy wiadomo": known} if known else {}),
    }


def _leads(subject: Subject) -> list[dict[str, Any]]:
    return [_lead(lead) for lead in Lead.objects.filter(conversation__in=subject.conversation_ids).order_by("pk")]


def _lead(lead: Lead) -> dict[str, Any]:
    """The other lead by its number: it may be of somebody who shares the telephone, and what it says is theirs."""
    linked = {"ta sama osoba co lead nr": lead.duplicate_of_id} if lead.duplicate_of_id else {}
    return {"rozmowa": lead.conversation_id, **exported_row(lead, _LEAD), **linked, "co znaczy ocena": _SCORE_NOTE}


HOLDINGS = (
    Holding(
        "chatbot.ChatConversation",
        "Rozmowy",
        ("session_id", "email", "name", "phone", "city", "context", "memory"),
        _conversations,
    ),
    Holding("chatbot.ChatMessage", "Wiadomości w rozmowach", ("text", "reply"), _messages),
    Holding(
        "chatbot.Lead",
        "Kontakty dla zespołu sprzedaży",
        ("email", "name", "phone", "city", "monday_item_id", "card_digest"),
        _leads,
    ),
)
IMPERSONAL = {
    "chatbot.ChatConversation": ("language",),
    "chatbot.ChatMessage": ("sender", "client_message_id", "engine", "entry_slug"),
    "chatbot.Lead": ("status", "basis"),
    "chatbot.KnowledgeEntry": WHOLLY,
}


def erase(subject: Subject, now: datetime) -> Erased:
    """Everything but a won lead: the contract and the tax law want its contact data."""
    return conversations_erase(subject.conversation_ids, now=now, kept_statuses=(LeadStatus.WON,))
