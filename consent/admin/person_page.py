"""Everything the page of a person shows: what is held, what they agreed to, and the proof that nobody changed it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from consent.admin.chain_state import ChainState, chain_state
from consent.admin.held import Section, held_sections
from consent.admin.row_proof import RowProof, prove
from consent.models import ConsentAuditLog, DataSubjectRequest, Revocation
from consent.models.revocation import TIME_TO_UNDO
from consent.services.consent_status import Status, status_of_address
from consent.services.person_export import person_export
from consent.services.processing_restrict import restricted_since
from consent.services.subject import subject_of
from consent.services.suppression import is_suppressed
from novahouse.privacy.email_address import email_hash

MOST_AUDIT_ROWS = 300  # on the page; the file has them all
_AUDIT = "consent.ConsentAuditLog"  # shown by itself, each row with its proof


@dataclass(frozen=True)
class PersonPage:
    email: str
    held: bool
    sections: list[Section]
    status: Status
    suppressed: bool
    restricted_since: datetime | None
    revoked_at: datetime | None
    rows: list[tuple[ConsentAuditLog, RowProof]]
    rows_left_out: bool
    requests: list[DataSubjectRequest]
    chain: ChainState

    @classmethod
    def of(cls, email: str) -> "PersonPage":
        hashed = email_hash(email)
        subject = subject_of(email)
        document = person_export(subject, now=timezone.now())
        without_address = Q(email_hmac__isnull=True, conversation_id__in=subject.conversation_ids)
        rows = list(
            ConsentAuditLog.objects.filter(Q(email_hmac=hashed) | without_address).order_by("-pk")[: MOST_AUDIT_ROWS + 1]
        )
        shown = rows[:MOST_AUDIT_ROWS]
        proofs = prove(shown)
        revocation = Revocation.objects.filter(email_hmac=hashed).first()
        return cls(
            email=email,
            held=document["held"],
            sections=[section for section in held_sections(document) if section.table != _AUDIT],
            status=status_of_address(email),
            suppressed=is_suppressed(hashed),
            restricted_since=restricted_since(hashed),
            revoked_at=revocation.revoked_at if revocation else None,
            rows=[(row, proofs[row.pk]) for row in shown],
            rows_left_out=len(rows) > len(shown),
            requests=list(DataSubjectRequest.objects.filter(email_hmac=hashed).order_by("-received_at")[:20]),
            chain=chain_state(),
        )

    @property
    def undo_until(self) -> datetime | None:
        return self.revoked_at + TIME_TO_UNDO if self.revoked_at else None

    @property
    def rows_hold(self) -> bool:
        return all(proof.holds for _, proof in self.rows)

    @property
    def fully_verified(self) -> bool:
        """Whether the last check of the whole chain was good and saw the newest of these rows."""
        newest = self.rows[0][0].pk if self.rows else 0
        return self.chain.verified_up_to(newest)
