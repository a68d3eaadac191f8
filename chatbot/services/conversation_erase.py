"""Deleting conversations with all that was said in them; a lead that must be kept leaves the shell of its conversation."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.conversation_anonymise import CONTACT
from chatbot.services.lead_copies import copies_remove, leads_lock
from chatbot.services.staff_log import staff_log_forget
from chatbot.signals import anonymised
from integrations.outbox.hold import outbox_cancel
from novahouse.privacy.holding import Erased, Kept


def conversations_erase(ids: Collection[int], *, now: datetime, kept_statuses: Collection[LeadStatus]) -> Erased:
    """Delete conversations, messages and leads, and cancel what was still to be sent about them.

    Leads of `kept_statuses` stay as they are, with their basis, beside an empty conversation without contact data or consents.
    """
    with transaction.atomic():
        conversations = list(ChatConversation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        found = [conversation.pk for conversation in conversations]
        leads = leads_lock(found)
        kept = [lead for lead in leads if lead.status in kept_statuses]
        going = [lead for lead in leads if lead.status not in kept_statuses]
        outside = copies_remove(going, now=now)
        cancelled = outbox_cancel(None, found)
        messages = ChatMessage.objects.filter(conversation__in=found).delete()[0]
        Lead.objects.filter(pk__in=[lead.pk for lead in going]).delete()
        staff_log_forget(going)
        for lead in kept:
            if not lead.basis:
                lead.save(update_fields=["basis"])
        shells = {lead.conversation_id for lead in kept}
        _empty(shells, now)
        anonymised.send(ChatConversation, conversation_ids=sorted(shells))
        erased = [one for one in found if one not in shells]
        ChatConversation.objects.filter(pk__in=erased).delete()
    return Erased(
        {
            "chatbot.ChatConversation": len(erased),
            "chatbot.ChatMessage": messages,
            "chatbot.Lead": len(going),
            "integrations.OutboxMessage": cancelled,
        },
        tuple(Kept(f"Dane kontaktowe związane z naszą współpracą (lead nr {lead.pk}).", f"{lead.basis}.") for lead in kept),
        tuple(outside),
    )


def _empty(ids: Collection[int], now: datetime) -> None:
    """Leave of conversations no more than that there was one; whoever still holds the session begins a new talk."""
    ChatConversation.objects.filter(pk__in=ids).update(
        **dict.fromkeys((*CONTACT, "city", "rodo_requested_at", "booked_at")),
        context={},
        memory={},
        turn=F("turn") + 1,
        rodo_consent=False,
        marketing_consent=False,
        anonymised_at=Coalesce("anonymised_at", now),
        ended_at=Coalesce("ended_at", now),
    )
