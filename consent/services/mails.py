"""The service mails of data protection: what the owner of an address is told or asked, and how often."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.template.loader import render_to_string
from django.utils import timezone

from chatbot.models import ChatConversation
from consent.models import AuditHead, Revocation
from consent.models.revocation import TIME_TO_UNDO
from consent.phrasebook import mail_phrases, purpose_names
from consent.services.links import CONFIRM, RESTORE, WITHDRAW, LinkKind
from integrations.mail.outgoing import mail_add
from integrations.outbox.add import service_messages_since
from novahouse.privacy.email_address import email_hash

# For one address over all service mails: nobody's mailbox is flooded through us. A plus-address counts by itself.
MOST_A_DAY = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """Who gets a mail, and in which language (pl, en, uk)."""

    email: str
    language: str


def add_confirmation_request(email: str, conversation: ChatConversation, wordings: Mapping[str, int], *, now: datetime) -> None:
    """Double opt-in: the link that makes the ticked consents count. `wordings` are ids of ConsentText by purpose."""
    if not _may_go(email, now):
        return
    reader = Reader(email, conversation.language)
    values = {
        "link": CONFIRM.url(now, e=email, c=conversation.pk, t=wordings, l=reader.language, a=AuditHead.objects.get().last_id),
        "purposes": purpose_names(list(wordings), reader.language),
        "days": _days(CONFIRM),
        "withdraw_link": WITHDRAW.url(now, e=email, l=reader.language),
    }
    key = f"confirm-consent:{uuid.uuid4()}"
    _add("confirm_consent", reader, values, key=key, conversation_id=conversation.pk)


def add_revoke_notice(reader: Reader, revocation: Revocation, *, now: datetime) -> str:
    """Tell the owner, with the link to undo it: once a revocation, and never left out. Returns the outbox key.

    An address that had its mails of the day gets it a day later.
    """
    key = f"revoke-notice:{revocation.pk}"
    due_at = now if _may_go(reader.email, now) else now + _DAY
    values = {
        "link": RESTORE.url(due_at, e=reader.email, l=reader.language),
        "when": _date(revocation.revoked_at),
        "erase_on": _date(due_at + TIME_TO_UNDO),
    }
    _add("revoke_notice", reader, values, key=key, due_at=due_at)
    return key


def add_rodo_link(kind: LinkKind, reader: Reader, *, now: datetime) -> None:
    """The same mail to every address, whether we hold anything or not: what its owner learns, nobody else does.

    An address that had its mails of the day gets it a day later, one of a kind: a stranger's requests swallow none of its
    owner's. The link is good from then on.
    """
    due_at, suffix = now, str(uuid.uuid4())
    if not _may_go(reader.email, now):
        due_at = now + _DAY
        suffix = f"{email_hash(reader.email)}:{timezone.localdate(due_at)}"
    values = {
        "link": kind.url(due_at, e=reader.email, l=reader.language, at=now.isoformat()),
        "hours": _days(kind) * 24,
    }
    _add(f"{kind.purpose}_link", reader, values, key=f"{kind.purpose}-link:{suffix}", due_at=due_at)


def _may_go(email: str, now: datetime) -> bool:
    return service_messages_since(email_hash(email), now - _DAY) < MOST_A_DAY


def _add(
    phrases: str,
    reader: Reader,
    values: Mapping[str, object],
    *,
    key: str,
    conversation_id: int | None = None,
    due_at: datetime | None = None,
) -> None:
    said = mail_phrases(phrases, reader.language, values)
    context = {**said, "language": reader.language, "link": values["link"]}
    mail_add(
        to=reader.email,
        subject=said["subject"],
        text=render_to_string("consent/mail.txt", context),
        html=render_to_string("consent/mail.html", context),
        kind=phrases.replace("_", "-"),
        idempotency_key=key,
        person=email_hash(reader.email),
        conversation_id=conversation_id,
        service=True,
        due_at=due_at,
    )


def _days(kind: LinkKind) -> int:
    return kind.lifetime // _DAY if kind.lifetime else 0


def _date(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d.%m.%Y}"
