"""What outside services are told of a lead, put together from all talks of that person that belong to it."""

import hmac
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from django.conf import settings
from django.urls import reverse

from chatbot.engine.phrases import phrase
from chatbot.models import Lead
from chatbot.services.shipped_knowledge import load_facts
from integrations.leads.card import LeadCard
from novahouse.privacy.keys import derived_key

_LANGUAGE = "pl"  # the team's
_FACTS = ("square_meters", "budget_pln", "package", "property_type")


def lead_card(lead: Lead, linked: Sequence[Lead] = ()) -> LeadCard:
    """The card of `lead`, with what the same person said in other talks.

    Its own contact data is never replaced by another talk's, and filled from there where it has none. Of area, budget, package,
    type and city the newest counts; of the scores the highest. All have their conversation at hand.
    """
    newest_first = sorted((lead, *linked), key=lambda one: one.conversation.last_message_at, reverse=True)
    contact = {column: _first(column, (lead, *newest_first)) for column in ("name", "email", "phone")}
    facts = {slot: _first_fact(slot, newest_first) for slot in _FACTS}
    return LeadCard(
        lead_id=lead.pk,
        reference=lead_reference(lead),
        url=settings.SITE_URL + reverse("admin:chatbot_lead_change", args=[lead.pk]),
        score=max(one.score for one in newest_first),
        name=contact["name"],
        email=contact["email"],
        phone=contact["phone"],
        city=_first("city", newest_first),
        square_meters=facts["square_meters"],
        budget_pln=facts["budget_pln"],
        package=package_name(facts["package"]),
        property_type=property_name(facts["property_type"]),
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


def _first(column: str, leads: Sequence[Lead]) -> str | None:
    return next((value for lead in leads if (value := getattr(lead, column))), None)


def _first_fact(slot: str, leads: Sequence[Lead]) -> Any:
    return next((value for lead in leads if (value := lead.conversation.context.get(slot)) is not None), None)
