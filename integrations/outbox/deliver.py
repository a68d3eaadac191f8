"""Delivering what is due: claim, send outside any transaction, mark."""

import logging
import random
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from integrations.models import Destination, OutboxMessage, Status
from integrations.outbox.arrived import arrived
from integrations.outbox.backoff import LONGEST_OUTAGE, LONGEST_WAIT, MOST_ATTEMPTS, wait_after
from integrations.outbox.claim import claim, mark_failed, mark_waiting
from integrations.outbox.destinations import is_probing, rests_until, send
from integrations.outbox.errors import DeliveryError, Postponed, Refused, Unavailable

logger = logging.getLogger(__name__)


@dataclass
class Delivered:
    """What became of the messages of one run.

    `lost` were held, cancelled or taken over while they were being sent; `postponed` wait as if nobody had claimed them.
    """

    sent: int = 0
    retried: int = 0
    dead: int = 0
    lost: int = 0
    postponed: int = 0


def deliver_due(stopped: Callable[[], bool] = lambda: False) -> Delivered:
    """Send everything that is due, destination after destination: see deliver_to."""
    done = Delivered()
    for destination in Destination:
        deliver_to(destination, stopped, done)
    return done


def deliver_to(destination: Destination, stopped: Callable[[], bool], done: Delivered) -> None:
    """Send what is due to one destination, message after message, until nothing is, or sending would be in vain.

    The message in hand is finished when `stopped` becomes true. Call it outside a transaction. Raises what the database raises:
    the message in hand is then due again after its lease.
    """
    in_vain = done.postponed
    while done.postponed == in_vain and not stopped() and rests_until(destination) is None:
        message = claim(destination, timezone.now(), untried_first=is_probing(destination))
        if message is None:
            return
        _deliver(message, done)


def _deliver(message: OutboxMessage, done: Delivered) -> None:
    try:
        if message.attempts > MOST_ATTEMPTS:
            raise Refused("every deliverer died while sending it")  # noqa: TRY301  (one way to fail)
        external_id = send(message)
    except Postponed:
        done.postponed += 1
        if not mark_waiting(message, timezone.now()):
            _lost(message, done)
    except DeliveryError as error:
        _failed(message, error, done)
    except Exception as error:  # a sender's own mistake must not stop what waits behind this message
        where = "".join(traceback.format_tb(error.__traceback__))  # and not its text, which may hold an address
        logger.error("Outbox message %s (%s) could not be sent:\n%s", message.pk, message.kind, where)  # noqa: TRY400
        _failed(message, Unavailable(f"unexpected {type(error).__name__}"), done)
    else:
        if arrived(message, external_id):
            done.sent += 1
            logger.info("Outbox message %s (%s) sent at attempt %d", message.pk, message.kind, message.attempts)
        else:
            _lost(message, done)


def _failed(message: OutboxMessage, error: DeliveryError, done: Delivered) -> None:
    now = timezone.now()
    if not (error.counts or error.permanent or now - message.created_at > LONGEST_OUTAGE):
        _in_vain(message, error, done)
        return
    wait = None if error.permanent else wait_after(message.attempts, error.retry_after, random.random())  # noqa: S311
    status, next_attempt_at = (Status.DEAD, now) if wait is None else (Status.PENDING, now + wait)
    if wait is not None and (rested := rests_until(Destination(message.destination))):
        # Its turn comes when the service is tried again, and not long after.
        next_attempt_at = min(next_attempt_at, max(rested, _asked_for(error, now)))
    if not mark_failed(message, status, str(error), next_attempt_at):
        _lost(message, done)
    elif wait is None:
        done.dead += 1
        logger.error("Outbox message %s (%s) was given up: %s", message.pk, message.kind, error)
    else:
        done.retried += 1
        _log_later(message, error, next_attempt_at - now)


def _in_vain(message: OutboxMessage, error: DeliveryError, done: Delivered) -> None:
    """The service is known to be down, and still is: the message goes to the end of the queue with all its attempts."""
    now = timezone.now()
    next_attempt_at = _asked_for(error, now)
    if mark_waiting(message, next_attempt_at, str(error)):
        done.retried += 1
        _log_later(message, error, next_attempt_at - now)
    else:
        _lost(message, done)


def _asked_for(error: DeliveryError, now: datetime) -> datetime:
    """The moment before which the other side does not want to hear of us."""
    return now + min(timedelta(seconds=error.retry_after or 0), LONGEST_WAIT)


def _log_later(message: OutboxMessage, error: DeliveryError, wait: timedelta) -> None:
    seconds = wait.total_seconds()
    logger.warning("Outbox message %s (%s) goes out later, in %.0f s: %s", message.pk, message.kind, seconds, error)


def _lost(message: OutboxMessage, done: Delivered) -> None:
    done.lost += 1
    logger.warning("Outbox message %s (%s) was held, cancelled or taken over while being sent", message.pk, message.kind)
