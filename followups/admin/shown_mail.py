"""A mail as staff look at it: what a mail program would show, and what stands around it."""

import email
import email.policy
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from followups.mail.compose import FollowupMail
from integrations.mail.message import OutgoingMail, message_id, wire_mail

# How it is packed, and a number that only the real one has.
_LEFT_OUT = ("Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Message-ID")


@dataclass(frozen=True)
class ShownMail:
    """`html` goes into a frame without any right of its own. `kilobytes` is all of it, as it goes over the wire."""

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    kilobytes: str


def shown_mail(mail: FollowupMail, to: str, now: datetime) -> ShownMail:
    outgoing = OutgoingMail(
        to=to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=mail.headers,
        message_id=message_id("shown"),
        created_at=now,
    )
    content = wire_mail(outgoing).content
    headers = email.message_from_bytes(content, policy=email.policy.default).items()
    kilobytes = f"{len(content) / 1024:.1f}".replace(".", ",")
    return ShownMail(
        mail.subject, mail.text, mail.html, {name: str(said) for name, said in headers if name not in _LEFT_OUT}, kilobytes
    )
