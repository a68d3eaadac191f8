"""A follow-up, ready to be handed over: in the language of the talk, about what was said there, from facts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string

from chatbot.engine.facts import Facts
from chatbot.models import ChatConversation
from chatbot.services.shipped_knowledge import load_facts
from consent.phrasebook import LANGUAGES, contact_email
from followups.mail.greeting import greeting
from followups.mail.links import MailLinks, links_of, privacy_notice_url
from followups.mail.placeholders import Written, fill, paragraphs_of
from followups.mail.sender import sender_lines
from followups.mail.talk import talk_facts, talk_package
from followups.mail.text import text_of
from followups.phrasebook import followup_phrases

_ITEM = "– "


@dataclass(frozen=True)
class FollowupMail:
    """`said` is what the conversation shows when the visitor comes back: the text and the booking link, without greeting and
    footer. `headers` are those of this kind of mail; Date, Message-ID and Auto-Submitted come with the hand-over.
    """

    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    language: str
    said: str


def followup_mail(conversation: ChatConversation, number: int, email: str, now: datetime) -> FollowupMail:
    """Number 1, 2 or 3 of a conversation, to the normalised address that agreed. One query."""
    language = mail_language(conversation)
    links = links_of(email, conversation.pk, number, language, now)
    return mail_of(conversation, text_of(number, language), links)


def mail_language(conversation: ChatConversation) -> str:
    return conversation.language if conversation.language in LANGUAGES else "pl"


def mail_of(conversation: ChatConversation, text: Written, links: MailLinks) -> FollowupMail:
    """A text about a conversation. Raises MissingFact where placeholders.validate would have complained."""
    language, facts = text.language, load_facts()
    phrases = followup_phrases("mail", "footer", language)
    subject = facts.fill(text.subject, language)
    paragraphs = _paragraphs(text, talk_facts(facts, conversation, language), talk_package(conversation))
    context = {
        "language": language,
        "subject": subject,
        "greeting": greeting(conversation.name, language),
        "paragraphs": paragraphs,
        "parts": [_parts(_with_phone_in_one_line(paragraph, facts, language)) for paragraph in paragraphs],
        "button": text.button,
        "booking": settings.BOOKING_URL,
        "reason": phrases["reason"],
        "links": [
            (phrases["unsubscribe"], links.unsubscribe),
            (phrases["why"], links.why),
            (phrases["privacy"], privacy_notice_url(language)),
        ],
        "sender": sender_lines(facts, language),
    }
    return FollowupMail(
        subject=subject,
        text=render_to_string("followups/mail.txt", context),
        html=render_to_string("followups/mail.html", context),
        headers=_headers(links.unsubscribe, phrases["unsubscribe_subject"]),
        language=language,
        said="\n\n".join([*paragraphs, f"{text.button}: {settings.BOOKING_URL}"]),
    )


def _paragraphs(text: Written, facts: Facts, package: str | None) -> list[str]:
    filled = (fill(paragraph, facts, text.language, package) for paragraph in paragraphs_of(text.body))
    return [paragraph for paragraph in filled if paragraph]


def _parts(paragraph: str) -> dict[str, list[str]]:
    """Lines that begin with a dash are a list for those who hear the mail, too."""
    lines = paragraph.splitlines()
    return {
        "lines": [line for line in lines if not line.startswith(_ITEM)],
        "items": [line.removeprefix(_ITEM) for line in lines if line.startswith(_ITEM)],
    }


def _with_phone_in_one_line(paragraph: str, facts: Facts, language: str) -> str:
    phone = str(facts.get("contact.phone", language))
    return paragraph.replace(phone, phone.replace(" ", "\N{NO-BREAK SPACE}"))


def _headers(unsubscribe: str, mailto_subject: str) -> dict[str, str]:
    """RFC 2369 and RFC 8058: one click in the mail program, or a mail to where people write about their data."""
    return {
        "List-Unsubscribe": f"<{unsubscribe}>, <mailto:{contact_email()}?subject={quote(mailto_subject)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
