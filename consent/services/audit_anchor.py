from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consent.audit.anchors import MAILTO, NotedAnchor, anchor_file, head_anchor, keep_anchor, newest_signature
from consent.models import AuditHead
from integrations.mail.outgoing import mail_add


def audit_anchor(now: datetime) -> tuple[NotedAnchor, str]:
    """Note the head outside the database; tells the anchor and where it went. A mail goes through the outbox.

    Raises BadAnchor or OSError where the file cannot be read or written.
    """
    if path := anchor_file():
        return _keep(path, now), str(path)
    anchor = head_anchor(now)
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


@transaction.atomic
def _keep(path: Path, now: datetime) -> NotedAnchor:
    """File first, then head: a crash between them leaves a line that the head does not know yet, and the next call goes on."""
    head = AuditHead.objects.select_for_update().get()
    anchor = head_anchor(now, newest_signature(head.anchor_signature))
    keep_anchor(path, anchor)
    head.anchored_count, head.anchor_signature = anchor.count, anchor.signature
    head.save(update_fields=["anchored_count", "anchor_signature"])
    return anchor
