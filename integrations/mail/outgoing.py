"""Writing a mail: a message in the outbox, in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime

from integrations.models import Destination
from integrations.outbox.add import outbox_add


def mail_add(  # noqa: PLR0913  (all are named at the call)
    *,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    kind: str,
    idempotency_key: str,
    person: str = "",
    conversation_id: int | None = None,
    service: bool = False,
    due_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
) -> bool:
    """The mail leaves after the commit; False where the key was used before. See outbox_add for the rest.

    `to` is one bare address. Without `html` it is a mail of plain text.
    """
    return outbox_add(
        destination=Destination.MAIL,
        kind=kind,
        payload={"to": to, "subject": subject, "text": text, "html": html, "headers": dict(headers or {})},
        idempotency_key=idempotency_key,
        person=person,
        conversation_id=conversation_id,
        service=service,
        due_at=due_at,
    )
