from consent.retention.anonymisation import Anonymisation
from consent.retention.audit_clear_data import AuditClearData
from consent.retention.audit_proof import AuditProof
from consent.retention.closed_requests import ClosedRequests
from consent.retention.conversations import Conversations
from consent.retention.mail_files import MailFiles
from consent.retention.outbox_finished import OutboxFinished
from consent.retention.outbox_given_up import OutboxGivenUp
from consent.retention.revoked_persons import RevokedPersons
from consent.retention.rule import Rule
from consent.retention.unconfirmed_opt_in import UnconfirmedOptIns
from consent.retention.unconsented_contact import UnconsentedContact

# What deletes goes before what masks: nothing is masked that is about to go.
SCHEDULE: tuple[Rule, ...] = (
    RevokedPersons(),
    Conversations(),
    Anonymisation(),
    UnconsentedContact(),
    UnconfirmedOptIns(),
    AuditClearData(),
    AuditProof(),
    ClosedRequests(),
    OutboxFinished(),
    OutboxGivenUp(),
    MailFiles(),
)
