"""Making a lead of a conversation, and keeping it up to date as the talk goes on."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Q

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.message import Sender
from chatbot.services.lead_alert import lead_alert
from chatbot.services.lead_contact import IDENTIFYING, contacts_lock, may_be_told, root_find
from chatbot.services.lead_item import item_announce
from chatbot.services.lead_score import lead_score, messages_that_count
from chatbot.services.shipped_knowledge import load_facts

CONTACT_COLUMNS = ("email", "name", "phone", "city")
_KEPT_UP_TO_DATE = (*CONTACT_COLUMNS, "score", "duplicate_of_id", "alerted_from", "contact_asked_at", "card_digest")


def lead_capture(conversation_id: int, now: datetime) -> Lead | None:
    """Make or enrich the lead of a conversation, and have the team told what is new, in the caller's transaction.

    None, and nothing happens, without consent to be contacted or a way to contact, and while the conversation is frozen. Locks,
    in this order: the conversation, the contact data, the lead and the one that it is linked to.
    """
    conversation = ChatConversation.objects.select_for_update().filter(pk=conversation_id).first()
    if conversation is None or not is_contactable(conversation):
        return None
    known = Lead.objects.select_related("duplicate_of__conversation").filter(conversation=conversation).first()
    contact = _contact(conversation, known)
    root_id = _root_id(conversation, known, contact)
    lead, root = _locked(conversation, known, root_id)
    before = _state(lead)
    linked_anew = root is not None and lead.duplicate_of_id != root.pk
    for column, value in contact.items():
        setattr(lead, column, value)
    lead.score = _score(conversation, contact)
    lead.duplicate_of = root
    if lead.pk is None:
        lead.save(force_insert=True)
        before = _state(lead)
    lead_alert(lead, now)
    item_announce(lead)
    if changed := [name for name, value in _state(lead).items() if value != before[name]]:
        lead.save(update_fields=[*changed, "updated_at"])
    if linked_anew and root is not None:
        Lead.objects.filter(duplicate_of=lead).update(duplicate_of=root)
        item_announce(root)
        root.save(update_fields=["card_digest"])
    return lead


def leads_capture(conversation_ids: Collection[int], now: datetime) -> None:
    """The leads of several talks in one transaction. What they would lock one after another is locked at once."""
    contacts_lock(*ChatConversation.objects.filter(pk__in=conversation_ids).values(*IDENTIFYING))
    for conversation_id in sorted(conversation_ids):
        lead_capture(conversation_id, now)


def is_contactable(conversation: ChatConversation) -> bool:
    """There is a way to contact the person, and they agreed to it."""
    frozen = conversation.restricted_at or conversation.anonymised_at
    return bool(conversation.rodo_consent and (conversation.email or conversation.phone) and not frozen)


def _contact(conversation: ChatConversation, lead: Lead | None) -> dict[str, str | None]:
    """What the visitor said last; what the conversation has lost since, the lead keeps."""
    holders = [conversation, lead] if lead else [conversation]
    return {
        column: next((value for holder in holders if (value := getattr(holder, column))), None) for column in CONTACT_COLUMNS
    }


def _root_id(conversation: ChatConversation, lead: Lead | None, contact: Mapping[str, str | None]) -> int | None:
    """The same person's lead that this one is to be linked to. Looked for while there is something to be linked anew."""
    root = lead.duplicate_of if lead else None
    is_same = lead is not None and all(getattr(lead, column) == contact[column] for column in IDENTIFYING)
    if lead is not None and is_same and (may_be_told(root) if root else lead.card_digest):
        return root.pk if root else None
    contacts_lock(contact)
    found = root_find(conversation, contact)
    return found.pk if found else None


def _locked(conversation: ChatConversation, known: Lead | None, root_id: int | None) -> tuple[Lead, Lead | None]:
    """The lead, new where there is none, and its root; those linked to it go with it where it is linked itself."""
    wanted = Q(pk__in=[pk for pk in (known and known.pk, root_id) if pk])
    if known is not None and root_id is not None:
        wanted |= Q(duplicate_of=known)
    locked = Lead.objects.select_for_update(of=("self",)).select_related("conversation").filter(wanted).order_by("pk")
    leads = {lead.pk: lead for lead in locked}
    lead = leads[known.pk] if known else Lead()
    lead.conversation = conversation
    root = leads.get(root_id or 0)
    if root is not None and root.duplicate_of_id:  # linked itself a moment ago
        root = Lead.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=root.duplicate_of_id)
    if root is not None:  # whoever withdraws locks the lead as well: now we see whether they have
        root.conversation.refresh_from_db(fields=["rodo_consent", "restricted_at"])
    return lead, root if root is not None and may_be_told(root) else None


def _score(conversation: ChatConversation, contact: Mapping[str, str | None]) -> int:
    table = load_facts().data["lead_scoring"]
    given = {slot for slot, value in {**conversation.context, **contact}.items() if value}
    said = ChatMessage.objects.filter(conversation=conversation, sender=Sender.VISITOR)[: messages_that_count(table)]
    return lead_score(given, said.count(), table)


def _state(lead: Lead) -> dict[str, object]:
    return {name: getattr(lead, name) for name in _KEPT_UP_TO_DATE}
