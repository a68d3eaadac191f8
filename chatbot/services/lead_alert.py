"""Telling the team of a lead: once a threshold of the score, and once when somebody asks to be contacted."""

from datetime import datetime, timedelta

from django.db.models import Q

from chatbot.models import Lead
from chatbot.models.lead import OPEN
from chatbot.services.lead_card import lead_card
from chatbot.services.shipped_knowledge import load_facts
from integrations.leads.card import LeadAlert
from integrations.mail.lead_alert import mail_alert_add
from integrations.slack.outgoing import slack_alert_add
from novahouse.privacy.email_address import email_hash

MOST_WISHES_A_DAY = 3


def lead_alert(lead: Lead, now: datetime) -> None:
    """Sets `alerted_from` and `contact_asked_at`; the caller has locked and saves the lead.

    A score that falls and rises again is not told again, nor one that the lead it is linked to has reached before, as long as
    that is open. Whoever asks to be contacted in one talk after another is told of three times a day.
    """
    table = load_facts().data["lead_scoring"]
    high = table["high_priority_from"]
    reached = max((level for level in (table["alert_team_from"], high) if lead.score >= level), default=0)
    root = lead.duplicate_of
    told = max(lead.alerted_from, root.alerted_from if root is not None and root.status in OPEN else 0)
    asks = lead.contact_asked_at is None and bool(lead.conversation.memory.get("contact_wanted"))
    if asks:
        lead.contact_asked_at = now
        asks = _asked_today(lead, now) < MOST_WISHES_A_DAY
    if not (reached > told or asks):
        return
    alert = LeadAlert(
        lead_card(lead), high_priority=lead.score >= high, asks_for_contact=asks, known_as=root.pk if root else None
    )
    if _sent(alert, lead, str(reached) if reached > told else "contact") and reached > told:
        lead.alerted_from = reached


def _asked_today(lead: Lead, now: datetime) -> int:
    """In how many other talks the same person has asked within a day."""
    root_id = lead.duplicate_of_id or lead.pk
    others = Lead.objects.filter(Q(pk=root_id) | Q(duplicate_of=root_id), contact_asked_at__gt=now - timedelta(days=1))
    return others.exclude(pk=lead.pk).count()


def _sent(alert: LeadAlert, lead: Lead, reason: str) -> bool:
    """False where there is nobody to tell."""
    person = email_hash(lead.email) if lead.email else ""
    told = [
        add(alert, key=f"lead:{lead.pk}:{destination}:{reason}", person=person, conversation_id=lead.conversation_id)
        for destination, add in (("slack", slack_alert_add), ("mail", mail_alert_add))
    ]
    return any(told)
