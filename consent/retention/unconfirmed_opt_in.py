from datetime import datetime, timedelta
from typing import cast

from django.db.models import Exists, OuterRef, Q

from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.retention.rule import MOST, anonymise_note
from consent.services.links import CONFIRM
from consent.services.redact import CLEAR, redact_some
from consent.services.state_change import state_change

TIME_TO_CONFIRM = cast(timedelta, CONFIRM.lifetime)  # as long as the mailed link is good


class UnconfirmedOptIns:
    """Whose owner did not use the mailed link in time never agreed: the address, IP and browser of the request go."""

    name = "unconfirmed-opt-ins"
    title = "Niepotwierdzone zgody: dane w dzienniku usuwane po 7 dniach"

    def overdue(self, now: datetime) -> int:
        return ConsentAuditLog.objects.filter(CLEAR & self._due(now)).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        redacted = redact_some(self._due(now), MOST)
        anonymise_note(self, redacted, now)
        return len(redacted)

    def _due(self, now: datetime) -> Q:
        confirmed = ConsentAuditLog.objects.filter(
            action=Action.OPT_IN,
            conversation_id=OuterRef("conversation_id"),
            purpose=OuterRef("purpose"),
            email_hmac=OuterRef("email_hmac"),
            pk__gt=OuterRef("pk"),
        )
        return Q(~Exists(confirmed), action=Action.OPT_IN_REQUESTED, created_at__lt=now - TIME_TO_CONFIRM)
