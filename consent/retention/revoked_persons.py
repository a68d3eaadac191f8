import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from chatbot.models import ChatConversation
from consent.models import Revocation
from consent.models.revocation import TIME_TO_UNDO
from consent.retention.rule import BY_SCHEDULE, MOST
from consent.services.person_erase import person_erase
from consent.services.state_change import lock_address, state_change
from consent.services.subject import subject_of
from integrations.models import OutboxMessage, Status
from novahouse.privacy.holding import Subject

logger = logging.getLogger(__name__)

TIME_TO_TELL = timedelta(days=30)  # in which staff may try a notice again that was given up; its text is gone afterwards


class RevokedPersons:
    """The owner must have had the chance to undo it: the days count from when the mail that tells them went out.

    Never while it is on its way. One that was given up is taken as sent TIME_TO_TELL after the withdrawal, one without a trace
    (there was no address, or the trace was cleared up) with the withdrawal itself.
    """

    name = "revoked-persons"
    title = "Osoby, które wycofały wszystkie zgody, usuwane po 14 dniach"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    def apply_batch(self, now: datetime) -> int:
        """Each person in a transaction of their own; one whose erasure fails stops no other and stays overdue."""
        erased = 0
        for revocation in self._due(now).order_by("revoked_at", "pk")[:MOST]:
            try:
                erased += self._erase(revocation, now)
            except Exception:
                logger.exception("Withdrawal %d: the person was not erased", revocation.pk)
        return erased

    @state_change
    def _erase(self, revocation: Revocation, now: datetime) -> bool:
        """False where it was undone, or another run was first."""
        if revocation.email and revocation.email_hmac:
            lock_address(revocation.email_hmac)
            subject = subject_of(revocation.email)
        else:
            conversation_id = revocation.conversation_id or 0
            subject = Subject(None, None, (conversation_id,))
            ChatConversation.objects.select_for_update().filter(pk=conversation_id).first()
        if not self._due(now).filter(pk=revocation.pk).exists():
            return False
        if OutboxMessage.objects.dead().filter(idempotency_key=revocation.notice_key).exists():
            logger.warning("Withdrawal %d: the person is erased though no mail could tell them", revocation.pk)
        person_erase(subject, origin=BY_SCHEDULE, now=now)
        return True

    def _due(self, now: datetime) -> QuerySet[Revocation]:
        end = now - TIME_TO_UNDO
        notice = OutboxMessage.objects.filter(idempotency_key=OuterRef("notice_key"))
        told = notice.filter(status=Status.SENT, sent_at__lt=end)
        given_up = notice.filter(status__in=(Status.DEAD, Status.CANCELLED))
        return Revocation.objects.filter(
            ~Exists(notice) | Exists(told) | Q(Exists(given_up), revoked_at__lt=end - TIME_TO_TELL), revoked_at__lt=end
        )
