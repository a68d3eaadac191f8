"""The actual mail for those who only look at it: in the console, or sent to themselves.

Its links are nobody's: a staff member who tries them unsubscribes neither the visitor nor themselves.
"""

from dataclasses import replace

from django.utils import timezone

from chatbot.models import ChatConversation
from followups.mail.compose import FollowupMail, mail_language, mail_of
from followups.mail.links import links_of_nobody
from followups.mail.placeholders import Written
from followups.mail.text import text_of


def preview(conversation: ChatConversation, number: int) -> FollowupMail:
    """What would go out now after a conversation. One query."""
    return mail_of(conversation, text_of(number, mail_language(conversation)), links_of_nobody())


def preview_of_text(text: Written) -> FollowupMail:
    """A text as its form holds it, about a talk that nobody had. Raises MissingFact where placeholders.validate complains."""
    return mail_of(made_up_talk(text.language), text, links_of_nobody())


def trial(text: Written) -> FollowupMail:
    """The same to be sent to the staff member who edits it: told by its subject, and without what gives mail programs a button
    to unsubscribe.
    """
    mail = preview_of_text(text)
    return replace(mail, subject=f"[Próba] {mail.subject}", headers={})


def made_up_talk(language: str) -> ChatConversation:
    """Not stored."""
    now = timezone.now()
    return ChatConversation(
        started_at=now,
        last_message_at=now,
        language=language,
        name="Anna Kowalska",
        city="Gdańsk",
        context={"square_meters": 62.5, "package": "comfort", "property_type": "apartment"},
    )
