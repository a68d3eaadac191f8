"""Delivering what is due: claim, send outside any transaction, mark."""

import logging
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import Error, connection
from django.utils import timezone

from integrations.models import OutboxMessage, Status
from integrations.outbox.backoff import MOST_ATTEMPTS, wait_after
from integrations.outbox.claim import claim, mark_failed, mark_sent
from integrations.outbox.destinations import send
from integrations.outbox.errors import DeliveryError, Refused, Unavailable

logger = logging.getLogger(__name__)


@dataclass
class Delivered:
    """What became of the messages of one run; `lost` were held, cancelled or taken over while they were being sent."""

    sent: int = 0
    retried: int = 0
    dead: int = 0
    lost: int = 0


def deliver_due(stopped: Callable[[], bool] = lambda: False) -> Delivered:
    """Send everything that is due, one message after another; the message in hand is finished when `stopped` becomes true.

    Call it outside a transaction. Raises what the database raises: the message in hand is then due again after its lease.
    """
    done = Delivered()
    while not stopped() and (message := claim(timezone.now())):
        _deliver(message, done)
    return done


def deliver_and_live_on(stopped: Callable[[], bool]) -> None:
    """deliver_due for a process that goes on: a database that fails is a line in the log, and no connection stays open."""
    try:
        deliver_due(stopped)
    except Error:
        logger.exception("The outbox could not be read or written; trying again")
    finally:
        connection.close()


def next_attempt() -> datetime | None:
    """When the next message is due, or None where none waits."""
    return OutboxMessage.objects.waiting().order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()


def _deliver(message: OutboxMessage, done: Delivered) -> None:
    try:
        if message.attempts > MOST_ATTEMPTS:
            raise Refused("every deliverer died while sending it")  # noqa: TRY301  (one way to fail)
        external_id = send(message)
    except DeliveryError as error:
        _failed(message, error, done)
    except Exception as error:  # a sender's own mistake must not stop what waits behind this message
        where = "".join(traceback.format_tb(error.__traceback__))  # and not its text, which may hold an address
        logger.error("Outbox message %s (%s) could not be sent:\n%s", message.pk, message.kind, where)  # noqa: TRY400
        _failed(message, Unavailable(f"unexpected {type(error).__name__}"), done)
    else:
        if mark_sent(message, external_id, timezone.now()):
            done.sent += 1
            logger.info("Outbox message %s (%s) sent at attempt %d", message.pk, message.kind, message.attempts)
        else:
            _lost(message, done)


def _failed(message: OutboxMessage, error: DeliveryError, done: Delivered) -> None:
    now = timezone.now()
    wait = None if error.permanent else wait_after(message.attempts, error.retry_after, random.random())  # noqa: S311
    status, next_attempt_at = (Status.DEAD, now) if wait is None else (Status.PENDING, now + wait)
    if not mark_failed(message, status, str(error), next_attempt_at):
        _lost(message, done)
    elif wait is None:
        done.dead += 1
        logger.error("Outbox message %s (%s) was given up: %s", message.pk, message.kind, error)
    else:
        done.retried += 1
        seconds = wait.total_seconds()
        logger.warning("Outbox message %s (%s) goes out later, in %.0f s: %s", message.pk, message.kind, seconds, error)


def _lost(message: OutboxMessage, done: Delivered) -> None:
    done.lost += 1
    logger.warning("Outbox message %s (%s) was held, cancelled or taken over while being sent", message.pk, message.kind)
