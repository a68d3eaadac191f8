from datetime import datetime

from django.conf import settings
from django.db.models import Q

from consent.audit.chain import in_ranges
from consent.models import ConsentAuditLog
from consent.retention.rule import MOST, anonymise_note, months_before
from consent.services.redact import expire_proof
from consent.services.state_change import state_change


class AuditProof:
    """The keyed hash by which a consent can be proven to the owner of its address (RODO art. 7(1), 17(3)(e))."""

    name = "audit-proof"
    title = "Dziennik zgód: skrót adresu usuwany po okresie, w którym zgodę trzeba umieć wykazać"

    def overdue(self, now: datetime) -> int:
        return ConsentAuditLog.objects.filter(self._due(now)).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        redacted, expired = expire_proof(self._due(now), MOST)
        anonymise_note(self, redacted, now, proof_expired=in_ranges(expired))
        return len(expired)

    def _due(self, now: datetime) -> Q:
        return Q(email_hmac__isnull=False, created_at__lt=months_before(now, settings.AUDIT_PROOF_MONTHS))
