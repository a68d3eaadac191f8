"""What a web process does before its first request."""

import logging
import sys
from typing import TextIO

from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection

from chatbot.services.knowledge_index import warm_up
from integrations.breakers import breakers, mail_breaker
from integrations.leads.destinations import lead_destinations
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
    _say_where_leads_go()
    if not settings.UNSUBSCRIBE_ENABLED:
        logger.warning("Unsubscribing is switched off (UNSUBSCRIBE_ENABLED=false): no marketing, no new marketing consent")
    if not settings.FOLLOWUPS_ENABLED:
        logger.warning("Follow-ups are off (FOLLOWUPS_ENABLED=false)")
    if not settings.PURGE_ENABLED:
        logger.warning("Expired cache entries stay where they are (PURGE_ENABLED=false)")


def _say_where_leads_go() -> None:
    if destinations := lead_destinations():
        logger.info("Leads go to: %s", ", ".join(destinations))
    else:
        logger.warning("Leads reach nobody: none of SLACK_WEBHOOK_URL, MONDAY_API_KEY with MONDAY_BOARD_ID, LEADS_EMAIL is set")
    if settings.BREAKERS_ENABLED:
        for breaker in breakers():
            if breaker is mail_breaker and not settings.EMAIL_URL:
                continue  # files need none
            limits = (breaker.title, breaker.fail_max, breaker.reset_timeout)
            logger.info("%s circuit breaker initialized (fail_max=%d, reset_timeout=%ds)", *limits)
    else:
        logger.warning("Circuit breakers are off (BREAKERS_ENABLED=false)")
