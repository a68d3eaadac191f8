"""Giving one mail away: to the mail server, or as a file where none is configured."""

from collections.abc import Callable

from django.conf import settings

from integrations.breakers import mail_breaker
from integrations.mail.files import file_send
from integrations.mail.message import OutgoingMail, wire_mail
from integrations.mail.smtp import smtp_send
from integrations.mail.smtp_url import parse_smtp_url

__all__ = ["OutgoingMail", "hand_over"]

MayGo = Callable[[], bool]


def always() -> bool:
    return True


def hand_over(mail: OutgoingMail, may_go: MayGo = always) -> bool:
    """False where `may_go` said no: then nobody was told anything about the mail. Call it outside a transaction.

    `may_go` is asked once, as late as can be: the server has greeted us and let us in, and the next thing it hears is the mail.
    After a yes nothing can be taken back. It may take a second or two, as a look into the database does: it shares the minute
    that all of this lasts at most (integrations.mail.smtp.LONGEST_SEND). What it raises comes to the caller as it is, and is
    not held against the server.

    Raises Refused, Deferred or Unavailable, and Resting while the circuit breaker leaves the server alone. A mail that cannot
    be written is Refused before anybody is asked.
    """
    wire = wire_mail(mail)
    look = _LastLook(may_go)
    if settings.EMAIL_URL:
        taken = mail_breaker.call(smtp_send, parse_smtp_url(settings.EMAIL_URL), wire, look.may_go)
    elif taken := look.may_go():
        file_send(mail.message_id, mail.created_at, wire.content)
    look.raise_its_error()
    return taken


class _LastLook:
    """Carries what `may_go` raises past the circuit breaker, which would take it for a failure of the server."""

    def __init__(self, may_go: MayGo) -> None:
        self._may_go = may_go
        self._error: Exception | None = None

    def may_go(self) -> bool:
        """No where it cannot tell."""
        try:
            return self._may_go()
        except Exception as error:  # whatever it is, the caller of hand_over gets it
            self._error = error
            return False

    def raise_its_error(self) -> None:
        if self._error is not None:
            raise self._error
