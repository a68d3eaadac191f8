from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from consent.audit.anchors import (
    AHEAD,
    MAILTO,
    BadAnchor,
    NotedAnchor,
    anchor_file,
    head_anchor,
    keep_anchor,
    newest_signature,
    readable_anchors,
)
from consent.audit.restores import in_the_trail, newest_row_in_both
from consent.models import AuditHead
from consent.services.suppression_journal import write_journal
from integrations.mail.outgoing import mail_add


def audit_anchor(now: datetime) -> tuple[NotedAnchor, str]:
    """Note the head outside the database; tells the anchor and where it went. A mail goes through the outbox.

    Raises BadAnchor or OSError where the file cannot be read or written, and BadAnchor while the newest anchor of the file is
    ahead of the trail: another one over it would hide that the database was restored.
    """
    if path := anchor_file():
        return _keep(path, now), str(path)
    return _mail(head_anchor(now))


def audit_anchor_anew(now: datetime) -> NotedAnchor | None:
    """End what a restore left in the file: anchors ahead of the trail. None where there are none. Raises BadAnchor, OSError."""
    path = anchor_file()
    return _keep_anew(path, now) if path else None


def audit_anchor_anew_by_mail(now: datetime, restored_to: int) -> NotedAnchor:
    """Mailed anchors are not kept here, so the caller says how far the restored copy reached."""
    return _mail(head_anchor(now, restored_to=restored_to))[0]


def _mail(anchor: NotedAnchor) -> tuple[NotedAnchor, str]:
    mailbox = settings.AUDIT_ANCHOR.removeprefix(MAILTO)
    moment = datetime.fromisoformat(anchor.at)
    restored = (
        ""
        if anchor.restored_to is None
        else f"Bazę odtworzono z kopii: wcześniejsze kotwice wierszy powyżej {anchor.restored_to} już nie obowiązują.\n\n"
    )
    mail_add(
        to=mailbox,
        subject=f"Kotwica dziennika zgód: {anchor.count} wierszy",
        text=(
            f"Zachowaj tę wiadomość. Tak wyglądał koniec dziennika zgód {moment:%d.%m.%Y %H:%M} UTC:\n\n"
            f"{anchor.line()}\n\n{restored}".rstrip("\n")
            + "\n"
        ),
        html="",
        kind="audit-anchor",
        idempotency_key=f"audit-anchor:{anchor.count}:{anchor.at}",
        person="",
        service=True,
    )
    return anchor, mailbox


@transaction.atomic
def _keep(path: Path, now: datetime) -> NotedAnchor:
    head = AuditHead.objects.select_for_update().get()
    anchors = readable_anchors()
    if anchors and not in_the_trail(anchors[-1]):
        raise BadAnchor(AHEAD)
    return _write(path, head, head_anchor(now, newest_signature(head.anchor_signature)))


@transaction.atomic
def _keep_anew(path: Path, now: datetime) -> NotedAnchor | None:
    head = AuditHead.objects.select_for_update().get()
    anchors = readable_anchors()
    if not anchors or in_the_trail(anchors[-1]):
        return None
    restored_to = newest_row_in_both(anchors)
    return _write(path, head, head_anchor(now, newest_signature(head.anchor_signature), restored_to))


def _write(path: Path, head: AuditHead, anchor: NotedAnchor) -> NotedAnchor:
    """File first, then head: a crash between them leaves a line that the head does not know yet, and the next call goes on."""
    keep_anchor(path, anchor)
    head.anchored_count, head.anchor_signature = anchor.count, anchor.signature
    head.save(update_fields=["anchored_count", "anchor_signature"])
    transaction.on_commit(write_journal)  # it says that it has caught up with what was anchored
    return anchor
