"""What follow-ups do about events of the chat and of consent, inside their transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from chatbot.models import ChatConversation
from chatbot.signals import anonymised, visitor_wrote
from consent.signals import marketing_ended
from followups.models import FollowupEvent
from followups.schedule.reason import Reason
from followups.services.cancel import claimed_cancel


@receiver(visitor_wrote)
def cancel_after_a_reply(conversation: ChatConversation, now: datetime, **kwargs: Any) -> None:
    if conversation.marketing_consent:  # else nothing is ever claimed, and a message costs no query
        claimed_cancel([conversation.pk], Reason.REPLIED, now)


@receiver(marketing_ended)
def cancel_after_a_withdrawal(conversation_ids: Collection[int], now: datetime, **kwargs: Any) -> None:
    claimed_cancel(conversation_ids, Reason.NO_CONSENT, now)


@receiver(anonymised)
def forget_the_person(conversation_ids: Collection[int], **kwargs: Any) -> None:
    """What became of the mails stays; whom they went to does not."""
    FollowupEvent.objects.filter(conversation__in=conversation_ids).update(person="", message_id="")
