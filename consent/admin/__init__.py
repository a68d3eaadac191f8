from consent.admin.audit_log import ConsentAuditLogAdmin
from consent.admin.registers import AuditVerificationAdmin, RetentionLedgerAdmin, RevocationAdmin, SuppressionAdmin
from consent.admin.requests import DataSubjectRequestAdmin
from consent.admin.texts import ConsentTextAdmin

__all__ = [
    "AuditVerificationAdmin",
    "ConsentAuditLogAdmin",
    "ConsentTextAdmin",
    "DataSubjectRequestAdmin",
    "RetentionLedgerAdmin",
    "RevocationAdmin",
    "SuppressionAdmin",
]
