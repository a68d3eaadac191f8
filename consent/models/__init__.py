from consent.models.audit import AuditHead, ConsentAuditLog
from consent.models.request import DataSubjectRequest
from consent.models.retention import RetentionLedger
from consent.models.revocation import Revocation
from consent.models.suppression import Suppression
from consent.models.text import ConsentText
from consent.models.verification import AuditVerification

__all__ = [
    "AuditHead",
    "AuditVerification",
    "ConsentAuditLog",
    "ConsentText",
    "DataSubjectRequest",
    "RetentionLedger",
    "Revocation",
    "Suppression",
]
