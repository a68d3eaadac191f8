from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from chatbot.models import ChatConversation
from chatbot.services.conversation_anonymise import conversations_anonymise
from consent.audit.chain import in_ranges
from consent.retention.outside import tell_what_people_must_remove
from consent.retention.rule import anonymise_note, months_before, oldest
from consent.services.state_change import state_change
from consent.signals import marketing_ended

MOST_MASKED = 100  # conversations of a batch: every message of them is read, while on SQLite other writers wait


class Anonymisation:
    """Consents end with the address they were given for, and the audit trail says in which conversations."""

    name = "anonymisation"
    title = "Dane kontaktowe usuwane z rozmów po okresie do anonimizacji"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "last_message_at", MOST_MASKED)
        agreed = ChatConversation.objects.filter(Q(rodo_consent=True) | Q(marketing_consent=True), pk__in=ids).order_by("pk")
        stood = dict(agreed.values_list("pk", "marketing_consent"))
        marketing_ended.send(None, conversation_ids=[pk for pk, marketing in stood.items() if marketing], now=now)
        tell_what_people_must_remove(conversations_anonymise(ids, now=now, final=True))
        anonymise_note(self, (), now, consents_ended=in_ranges(stood))
        return len(ids)

    def _due(self, now: datetime) -> QuerySet[ChatConversation]:
        return ChatConversation.objects.filter(
            anonymised_at__isnull=True, last_message_at__lt=months_before(now, settings.ANONYMIZATION_THRESHOLD_MONTHS)
        )
