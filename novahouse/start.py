"""What a web process does before its first request."""

import logging
import sys
from typing import TextIO

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection

from chatbot.services.knowledge_index import warm_up
from integrations.mail.smtp_url import parse_smtp_url
from novahouse.checks import TAG

logger = logging.getLogger("novahouse.start")

GUNICORN_BOOT_ERROR = 3  # gunicorn then stops at once; any other status makes it start the worker again, for ever


def refuse_misconfiguration(stderr: TextIO) -> None:
    """Report every misconfiguration in one line and exit, if there is any."""
    problems = [message for message in run_checks(tags=[TAG]) if message.level >= ERROR]
    for problem in problems:
        stderr.write(f"{problem.id}: {problem.msg} {problem.hint}\n")
    if problems:
        sys.exit(GUNICORN_BOOT_ERROR)


def start_or_exit(stderr: TextIO) -> None:
    """Exit on a misconfiguration; else say what is on and load the knowledge base."""
    refuse_misconfiguration(stderr)
    _say_what_is_on()
    try:
        warm_up()
    except DatabaseError:
        logger.exception("The knowledge base could not be read; it will be tried again with the first message")
    finally:
        connection.close()  # a connection must not cross a fork


def _say_what_is_on() -> None:
    if settings.RATE_LIMIT_ENABLED:
        backend = str(settings.CACHES["default"]["BACKEND"]).rpartition(".")[2]
        logger.info("Rate limiter initialized (backend: %s, chat: %s)", backend, settings.CHAT_RATE_LIMIT)
    else:
        logger.warning("Rate limiter is off (RATE_LIMIT_ENABLED=false)")
    if settings.EMAIL_URL:
        server = parse_smtp_url(settings.EMAIL_URL)
        logger.info("Outgoing mail initialized (server: %s:%d)", server.host, server.port)
    else:
        logger.warning("Outgoing mail reaches nobody: EMAIL_URL is not set, mail goes to files in %s", settings.MAIL_DIR)
    if not settings.UNSUBSCRIBE_ENABLED:
        logger.warning("Unsubscribing is switched off (UNSUBSCRIBE_ENABLED=false): no marketing, no new marketing consent")
