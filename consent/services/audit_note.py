from datetime import datetime

from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from consent.services.person import Person
from consent.services.state_change import state_change


@state_change
def audit_note(*, person: Person, note: str, user_id: int, origin: Origin, now: datetime) -> ConsentAuditLog:
    """What the data-protection officer has to say about a person, at most 500 characters; it is erased with them."""
    entry = Entry(
        Action.ADMIN_NOTE,
        origin,
        email=person.email,
        conversation_id=person.conversation_id,
        reason=note,
        details={"user": user_id},
    )
    return audit_append([entry], now=now)[0]
