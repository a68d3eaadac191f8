"""The alert about a lead as a mail, for teams without Slack or besides it."""

from django.conf import settings
from django.template.loader import render_to_string

from integrations.leads.card import LeadAlert
from integrations.leads.wording import LINK, alert_wording
from integrations.mail.outgoing import mail_add


def mail_alert_add(alert: LeadAlert, *, key: str, person: str, conversation_id: int | None) -> bool:
    """The mail leaves after the commit. False where the key was used before, or LEADS_EMAIL is empty.

    Its subject names the lead by number alone: subjects show up in more places than mails do.
    """
    if not settings.LEADS_EMAIL:
        return False
    wording = alert_wording(alert)
    context = {"wording": wording, "link": LINK, "url": alert.card.url}
    urgent = alert.high_priority or alert.asks_for_contact
    return mail_add(
        to=settings.LEADS_EMAIL,
        subject=f"{wording.title}: nr {alert.card.lead_id}, ocena {alert.card.score}/100",
        text=render_to_string("integrations/lead_alert.txt", context),
        html=render_to_string("integrations/lead_alert.html", context),
        kind="lead_alert",
        idempotency_key=key,
        person=person,
        conversation_id=conversation_id,
        headers={"Importance": "high"} if urgent else None,  # RFC 4021, 2.1.56
    )
