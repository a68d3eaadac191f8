"""Where the links of a follow-up lead."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from consent.services.links import WITHDRAW, LinkKind

# Good for ever, as the link to unsubscribe is: whoever has the mail may ask why it came.
WHY = LinkKind("why-followup", "why-page", None)

_NOBODYS = "podglad"


@dataclass(frozen=True)
class MailLinks:
    """The two that carry a token; the others are the same in every mail."""

    unsubscribe: str
    why: str


def links_of(email: str, conversation_id: int, number: int, language: str, now: datetime) -> MailLinks:
    """Those of the owner of a normalised address."""
    return MailLinks(
        unsubscribe=WITHDRAW.url(now, e=email, l=language),
        why=WHY.url(now, e=email, c=conversation_id, n=number, l=language),
    )


def links_of_nobody() -> MailLinks:
    """For mails that staff look at: their pages say that the link does not work, and nobody is unsubscribed."""
    return MailLinks(
        unsubscribe=settings.SITE_URL + reverse(WITHDRAW.page, args=[_NOBODYS]),
        why=settings.SITE_URL + reverse(WHY.page, args=[_NOBODYS]),
    )


def privacy_notice_url(language: str) -> str:
    """The operator's own notice where there is one, else ours in the language of the mail."""
    ours = settings.SITE_URL + reverse("privacy-notice")
    return f"{ours}?lang={language}" if ours == settings.PRIVACY_POLICY_URL else settings.PRIVACY_POLICY_URL
