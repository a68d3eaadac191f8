"""Taking the contact data out of conversations: out of their columns, their leads, and every word that was said."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import BASIS_OF_STATUS
from chatbot.services.contact_mask import ContactMask
from chatbot.services.lead_copies import copies_remove, leads_lock
from chatbot.services.staff_log import staff_log_forget
from chatbot.signals import anonymised
from integrations.outbox.hold import outbox_cancel
from novahouse.privacy.holding import Copy

CONTACT = ("email", "name", "phone")
_CONVERSATIONS_AT_ONCE = 50  # whose messages are in memory
_ROWS_A_STATEMENT = 200


def conversations_anonymise(ids: Collection[int], *, now: datetime, final: bool) -> list[Copy]:
    """Mask conversations and the leads that have no basis of their own; consents end with the address they were given for.

    Not `final`: the talk may go on, and the assistant still knows what it was about. Returns the copies of leads outside.
    """
    with transaction.atomic():
        conversations = list(ChatConversation.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        leads = leads_lock([one.pk for one in conversations])
        for at in range(0, len(conversations), _CONVERSATIONS_AT_ONCE):
            _messages_mask(conversations[at : at + _CONVERSATIONS_AT_ONCE], leads)
        ending = {"anonymised_at": now, "memory": {}} if final else {}
        ChatConversation.objects.filter(pk__in=[one.pk for one in conversations]).update(
            **dict.fromkeys(CONTACT),
            # A message that is being answered now must not write the old contact data back.
            turn=F("turn") + 1,
            rodo_consent=False,
            marketing_consent=False,
            rodo_requested_at=None,
            **ending,
        )
        without_basis = [lead for lead in leads if lead.status not in BASIS_OF_STATUS]
        copies = copies_remove(without_basis, now=now)
        if final:
            anonymised.send(ChatConversation, conversation_ids=[one.pk for one in conversations])
            outbox_cancel(None, ids)
        Lead.objects.filter(pk__in=[lead.pk for lead in without_basis]).update(**dict.fromkeys(CONTACT))
        staff_log_forget(without_basis)
        return copies


def _messages_mask(conversations: Sequence[ChatConversation], leads: Sequence[Lead]) -> None:
    messages: dict[int, list[ChatMessage]] = defaultdict(list)
    for message in ChatMessage.objects.filter(conversation__in=conversations).order_by("pk"):
        messages[message.conversation_id].append(message)
    holders: dict[int, list[ChatConversation | Lead]] = {one.pk: [one] for one in conversations}
    for lead in leads:
        holders.setdefault(lead.conversation_id, []).append(lead)
    reworded: list[ChatMessage] = []
    stripped: list[ChatMessage] = []
    for conversation in conversations:
        said = messages[conversation.pk]
        mask = _mask_of(holders[conversation.pk], said)
        for message in said:
            text = mask.mask(message.text)
            if text != message.text:
                message.text = text
                reworded.append(message)
            if _stripped(message):
                stripped.append(message)
    # By themselves: a visitor's message has no reply, which a common statement would make a JSON null.
    ChatMessage.objects.bulk_update(reworded, ["text"], batch_size=_ROWS_A_STATEMENT)
    ChatMessage.objects.bulk_update(stripped, ["reply"], batch_size=_ROWS_A_STATEMENT)


def _mask_of(holders: Sequence[ChatConversation | Lead], messages: Sequence[ChatMessage]) -> ContactMask:
    """What was known at any time: each reply carried what the visitor had given until then, later corrected or not."""
    contexts = [message.details.get("context", {}) for message in messages]
    names = [holder.name for holder in holders] + [context.get("name") for context in contexts]
    phones = [holder.phone for holder in holders] + [context.get("phone") for context in contexts]
    return ContactMask({name for name in names if name}, {phone for phone in phones if phone})


def _stripped(message: ChatMessage) -> bool:
    """Take the contact data out of what was sent with a reply; tells whether there was any."""
    context = message.details.get("context", {})
    held = [name for name in CONTACT if name in context]
    for name in held:
        del context[name]
    return bool(held)
