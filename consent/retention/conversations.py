from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import BASIS_OF_STATUS
from chatbot.services.conversation_erase import conversations_erase
from consent.retention.outside import tell_what_people_must_remove
from consent.retention.rule import anonymise_note, months_before, oldest
from consent.services.redact import redact
from consent.services.state_change import state_change


class Conversations:
    """Leads without a basis of their own go with their conversation; a qualified or won one keeps the shell of its."""

    name = "conversations"
    title = "Rozmowy z wiadomościami i leadami usuwane po okresie przechowywania"

    def overdue(self, now: datetime) -> int:
        return self._due(now).count()

    @state_change
    def apply_batch(self, now: datetime) -> int:
        ids = oldest(self._due(now), "last_message_at")
        erased = conversations_erase(ids, now=now, kept_statuses=tuple(BASIS_OF_STATUS))
        tell_what_people_must_remove(erased.outside)
        anonymise_note(self, redact(Q(conversation_id__in=ids)), now)
        return len(ids)

    def _due(self, now: datetime) -> QuerySet[ChatConversation]:
        kept = Lead.objects.filter(conversation=OuterRef("pk"), status__in=BASIS_OF_STATUS)
        said = ChatMessage.objects.filter(conversation=OuterRef("pk"))
        return ChatConversation.objects.filter(
            Q(anonymised_at__isnull=True) | Exists(said) | ~Exists(kept),
            last_message_at__lt=months_before(now, settings.DATA_RETENTION_MONTHS),
        )
