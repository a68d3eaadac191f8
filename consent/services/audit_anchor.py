from datetime import datetime

from django.conf import settings
from integrations.mail.outgoing import mail_add

from consent.audit.anchors import MAILTO, NotedAnchor, anchor_file, head_anchor, keep_anchor


def audit_anchor(now: datetime) -> tuple[NotedAnchor, str]:
    """Note the head outside the database; tells the anchor and where it went. A mail goes through the outbox."""
    anchor = head_anchor(now)
    if path := anchor_file():
        keep_anchor(path, anchor)
        return anchor, str(path)
    mailbox = settings.AUDIT_ANCHOR.removeprefix(MAILTO)
    mail_add(
        to=mailbox,
        subject=f"Kotwica dziennika zgód: {anchor.count} wierszy",
        text=f"Zachowaj tę wiadomość. Tak wyglądał koniec dziennika zgód {now:%d.%m.%Y %H:%M} UTC:\n\n{anchor.line()}\n",
        html="",
        kind="audit-anchor",
        idempotency_key=f"audit-anchor:{anchor.count}:{anchor.at}",
        person="",
        service=True,
    )
    return anchor, mailbox
