"""Finding the same person's lead from another talk, by e-mail address or telephone number."""

import hmac
from collections.abc import Mapping

from django.db.models import Q

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import BASIS_OF_STATUS, OPEN
from novahouse.locks import lock_until_commit
from novahouse.privacy.keys import derived_key

IDENTIFYING = ("email", "phone")
_MOST_LOOKED_AT = 50


def contacts_lock(*contacts: Mapping[str, str | None]) -> None:
    """Two leads of one person are not linked at the same moment: each would take itself for the first."""
    key = derived_key("lead-contact")
    values = {value for contact in contacts for value in _given(contact).values()}
    lock_until_commit(*(hmac.digest(key, value.encode(), "sha256") for value in values))


def root_find(conversation: ChatConversation, contact: Mapping[str, str | None]) -> Lead | None:
    """The oldest open lead of another conversation with the same address or number, or the one that it is linked to.

    None where there is none. A deal that is won or lost is over: whoever comes back then begins a new one.
    """
    same = Q()
    for column, value in _given(contact).items():
        same |= Q(**{column: value})
    if not same:
        return None
    others = Lead.objects.filter(same, status__in=OPEN).exclude(conversation=conversation)
    others = others.select_related("conversation", "duplicate_of__conversation").order_by("created_at", "pk")
    roots = (other.duplicate_of or other for other in others[:_MOST_LOOKED_AT])
    return next((root for root in roots if root.conversation_id != conversation.pk and may_take_in(root)), None)


def may_take_in(lead: Lead) -> bool:
    """Whether others may be linked to it."""
    return lead.status in OPEN and may_be_told(lead)


def may_be_told(lead: Lead) -> bool:
    """Whether what is known of a lead may leave the house: not after a withdrawal, nor while its processing is restricted."""
    conversation = lead.conversation
    return conversation.restricted_at is None and (conversation.rodo_consent or lead.status in BASIS_OF_STATUS)


def _given(contact: Mapping[str, str | None]) -> dict[str, str]:
    return {column: value for column in IDENTIFYING if (value := contact.get(column))}
