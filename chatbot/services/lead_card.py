"""What outside services are told of a lead."""

import hmac
import json
from dataclasses import replace
from datetime import UTC

from django.conf import settings
from django.urls import reverse

from chatbot.engine.phrases import phrase
from chatbot.models import Lead
from chatbot.services.shipped_knowledge import load_facts
from integrations.leads.card import LeadCard
from novahouse.privacy.keys import derived_key

_LANGUAGE = "pl"  # the team's


def lead_card(lead: Lead) -> LeadCard:
    """What this talk has said, and nothing of other talks of that person: whoever types somebody's address must not change what
    the team reads of them, and what one of them withdraws is in no other's item. Their number is all that is told of those.
    """
    context = lead.conversation.context
    return LeadCard(
        lead_id=lead.pk,
        reference=lead_reference(lead),
        url=settings.SITE_URL + reverse("admin:chatbot_lead_change", args=[lead.pk]),
        score=lead.score,
        name=lead.name or None,
        email=lead.email or None,
        phone=lead.phone or None,
        city=lead.city or None,
        square_meters=context.get("square_meters"),
        budget_pln=context.get("budget_pln"),
        package=package_name(context.get("package")),
        property_type=property_name(context.get("property_type")),
        talks=1 + lead.duplicates.count(),
    )


def lead_reference(lead: Lead) -> str:
    """What a copy of the lead carries outside, such as NH-17-3f9a2c41.

    A database that is made anew counts from 1 again: the time in it keeps its leads from meeting the items of the old one.
    """
    made = f"{lead.pk} {lead.created_at.astimezone(UTC).isoformat()}"
    return f"NH-{lead.pk}-{hmac.digest(derived_key('lead-reference'), made.encode(), 'sha256').hex()[:8]}"


def card_digest(card: LeadCard) -> str:
    """64 hex digits that change with anything the card says but the status, which people set over there as well."""
    said = json.dumps(replace(card, status=None).stored(), sort_keys=True)
    return hmac.digest(derived_key("lead-card"), said.encode(), "sha256").hex()


def package_name(package: str | None) -> str | None:
    return load_facts().package_name(package, _LANGUAGE) if package else None


def property_name(property_type: str | None) -> str | None:
    return phrase(f"noted_property_{property_type}", _LANGUAGE) if property_type else None
