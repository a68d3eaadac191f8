from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatbot.models import ChatConversation
from chatbot.services.conversation_anonymise import conversations_anonymise
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.retention.anonymisation import MOST_MASKED
from consent.retention.outside import tell_what_people_must_remove
from consent.retention.rule import oldest
from consent.retention.unconfirmed_opt_in import TIME_TO_CONFIRM
from consent.services.state_change import state_change

TIME_TO_CONSENT = timedelta(hours=72)
_HOLDS_CONTACT = Q(email__isnull=False) | Q(phone__isnull=False) | Q(name__isnull=False)


class UnconsentedContact:
    """Not where a withdrawal or a restriction froze the data (the undo brings it back), nor while a mailed link may be used.

    A marketing consent that counts is a basis to keep the address, too. So no consent ends here, and no audit row is needed.
    """

    name = "unconsented-contact"
    title = "Dane kontaktowe bez zgody maskowane 72 godziny po ostatniej wiadomości"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "last_message_at", MOST_MASKED)
        tell_what_people_must_remove(conversations_anonymise(ids, now=now, final=False))
        return len(ids)

    def _due(self, now: datetime) -> QuerySet[ChatConversation]:
        confirmable = ConsentAuditLog.objects.filter(
            conversation_id=OuterRef("pk"), action=Action.OPT_IN_REQUESTED, created_at__gte=now - TIME_TO_CONFIRM
        )
        return ChatConversation.objects.filter(
            _HOLDS_CONTACT,
            ~Exists(confirmable),
            rodo_consent=False,
            marketing_consent=False,
            restricted_at__isnull=True,
            last_message_at__lt=now - TIME_TO_CONSENT,
        )
