"""What follow-ups do about events of the chat and of consent, inside their transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from chatbot.models import ChatConversation
from chatbot.signals import visitor_wrote
from consent.signals import marketing_ended
from followups.schedule.reason import Reason
from followups.services.cancel import claimed_cancel


@receiver(visitor_wrote)
def cancel_after_a_reply(conversation: ChatConversation, now: datetime, **kwargs: Any) -> None:
    if conversation.marketing_consent:  # else nothing is ever claimed, and a message costs no query
        claimed_cancel([conversation.pk], Reason.REPLIED, now)


@receiver(marketing_ended)
def cancel_after_a_withdrawal(conversation_ids: Collection[int], now: datetime, **kwargs: Any) -> None:
    claimed_cancel(conversation_ids, Reason.NO_CONSENT, now)
