"""Telling the team of a lead: once a threshold of the score, and once when somebody asks to be contacted."""

from datetime import datetime

from chatbot.models import Lead
from chatbot.models.lead import OPEN
from chatbot.services.lead_card import lead_card
from chatbot.services.shipped_knowledge import load_facts
from integrations.leads.card import LeadAlert
from integrations.mail.lead_alert import mail_alert_add
from integrations.slack.outgoing import slack_alert_add
from novahouse.privacy.email_address import email_hash


def lead_alert(lead: Lead, now: datetime) -> None:
    """Sets `alerted_from` and `contact_asked_at` of the lead, and `alerted_from` of the open one it is linked to.

    The caller has locked and saves both. A score that falls and rises again is not told again, nor one that another talk of the
    same person has reached before.
    """
    table = load_facts().data["lead_scoring"]
    high = table["high_priority_from"]
    reached = max((level for level in (table["alert_team_from"], high) if lead.score >= level), default=0)
    root = lead.duplicate_of
    group = [lead, root] if root is not None and root.status in OPEN else [lead]
    passed = reached > max(one.alerted_from for one in group)
    asks = lead.contact_asked_at is None and bool(lead.conversation.memory.get("contact_wanted"))
    if asks:
        lead.contact_asked_at = now
    if not (passed or asks):
        return
    alert = LeadAlert(
        lead_card(lead), high_priority=lead.score >= high, asks_for_contact=asks, known_as=root.pk if root else None
    )
    if _sent(alert, lead, str(reached) if passed else "contact") and passed:
        for one in group:
            one.alerted_from = reached


def _sent(alert: LeadAlert, lead: Lead, reason: str) -> bool:
    """False where there is nobody to tell."""
    person = email_hash(lead.email) if lead.email else ""
    told = [
        add(alert, key=f"lead:{lead.pk}:{destination}:{reason}", person=person, conversation_id=lead.conversation_id)
        for destination, add in (("slack", slack_alert_add), ("mail", mail_alert_add))
    ]
    return any(told)
