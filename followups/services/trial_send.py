"""A text that staff edit, mailed to the one who edits it."""

from datetime import datetime

from django.utils import timezone

from followups.mail.placeholders import Written
from followups.mail.preview import trial
from integrations.mail.outgoing import mail_add

MOST_A_DAY = 10


def trial_send(*, text: Written, user_id: int, email: str, now: datetime) -> bool:
    """To the user's own address, about a talk that nobody had. False where they had their mails of the day.

    The text passes placeholders.validate. The mail is nobody's in the outbox: it takes nothing from the limit of service mails
    that the same address has as a person's.
    """
    mail, day = trial(text), timezone.localdate(now)
    return any(
        mail_add(
            to=email,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            headers=mail.headers,
            kind="followup_trial",
            idempotency_key=f"followup-trial:{user_id}:{day}:{number}",
            service=True,
        )
        for number in range(1, MOST_A_DAY + 1)
    )
