from datetime import datetime, timedelta
from typing import cast

from django.db.models import Exists, OuterRef, Q

from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.retention.redacting import RedactingRule
from consent.services.links import CONFIRM

TIME_TO_CONFIRM = cast(timedelta, CONFIRM.lifetime)  # as long as the mailed link is good


class UnconfirmedOptIns(RedactingRule):
    """Whose owner did not use the mailed link in time never agreed: the address, IP and browser of the request go."""

    name = "unconfirmed-opt-ins"
    title = "Niepotwierdzone zgody: dane w dzienniku usuwane po 7 dniach"

    def due(self, now: datetime) -> Q:
        confirmed = ConsentAuditLog.objects.filter(
            action=Action.OPT_IN,
            conversation_id=OuterRef("conversation_id"),
            purpose=OuterRef("purpose"),
            email_hmac=OuterRef("email_hmac"),
            pk__gt=OuterRef("pk"),
        )
        return Q(~Exists(confirmed), action=Action.OPT_IN_REQUESTED, created_at__lt=now - TIME_TO_CONFIRM)
