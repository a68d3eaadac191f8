"""One run: who is due, and for each of them claim, look once more, hand over, mark."""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.utils import timezone

from consent.services.suppression_journal import write_journal
from followups.mail.compose import followup_mail
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import next_step
from followups.schedule.reason import Reason
from followups.services.claim import followup_claim
from followups.services.confirm import followup_confirm
from followups.services.due import due_conversations
from followups.services.marks import followup_give_back, followup_refused, followup_retry, followup_sent
from followups.services.opening import opening
from followups.services.standing import rests, rests_until, standing_reason
from followups.services.sweep import left_behind_sweep
from followups.services.talks import Known, talks
from integrations.mail.hand_over import OutgoingMail, hand_over
from integrations.outbox.errors import DeliveryError, Postponed, Refused, Unavailable

logger = logging.getLogger(__name__)

MOST_REFUSED = 5  # in a row: then it is hardly the recipients

Clock = Callable[[], datetime]


@dataclass
class Run:
    """What became of the mails of one run; `stopped` is why it sent nothing, or no more."""

    sent: int = 0
    cancelled: int = 0
    later: int = 0
    failed: int = 0
    refused_in_a_row: int = 0
    stopped: Reason | None = None


def followups_send(clock: Clock = timezone.now, stopped: Callable[[], bool] = lambda: False) -> Run:
    """Send what is due. Call it outside a transaction; any number of them may run at once.

    What the database raises ends the run: the event in hand is due again after its lease.
    """
    run = Run()
    write_journal()  # what other nodes have written since: the restore guard is as good as the journal is fresh
    run.cancelled += left_behind_sweep(clock())
    run.stopped = _standing(clock())
    if run.stopped:
        return run
    for page in due_conversations(clock()):
        for known in talks(page, clock()):
            if stopped():
                return run
            step = next_step(known.talk, clock(), opening())
            if step and step.goes(clock()):
                _send(known, step.number, clock, run)
            if run.stopped:
                return run
    return run


def _standing(now: datetime) -> Reason | None:
    if (reason := standing_reason()) is not None:
        return reason
    if opening()(now) > now:
        return Reason.QUIET_HOURS
    return Reason.BREAKER if rests() else None


def _send(known: Known, number: int, clock: Clock, run: Run) -> None:
    event = followup_claim(known, number, clock())
    if event is None or known.consent is None or known.consent.email is None:
        return
    try:
        mail = followup_mail(known.conversation, number, known.consent.email, clock())
        outgoing = OutgoingMail(
            to=known.consent.email,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            headers=mail.headers,
            message_id=event.message_id,
            created_at=event.created_at,
        )
        went = hand_over(outgoing, lambda: followup_confirm(event, clock()))
    except DeliveryError as error:
        _not_taken(event, error, clock(), run)
    except Exception as error:
        where = "".join(traceback.format_tb(error.__traceback__))  # and not its text, which may hold an address
        logger.error("Follow-up %s could not be sent: %s\n%s", event.pk, type(error).__name__, where)  # noqa: TRY400
        run.failed += 1
        followup_retry(event, Unavailable(f"unexpected {type(error).__name__}"), clock())
    else:
        _outcome(event, went, partial(followup_sent, event, known, mail.said), clock, run)


def _outcome(event: FollowupEvent, went: bool, mark: Callable[[datetime], bool], clock: Clock, run: Run) -> None:
    if not went:
        run.cancelled += event.status == FollowupStatus.CANCELLED
        run.stopped = standing_reason()  # what keeps this one back for now may keep back the others
        logger.info("Follow-up %s did not go: %s", event.pk, event.reason or "cancelled, or not now")
    elif mark(clock()):
        run.sent += 1
        run.refused_in_a_row = 0
        logger.info("Follow-up %s (number %d) sent at attempt %d", event.pk, event.followup_number, event.attempts)
    else:
        logger.warning("Follow-up %s was taken over or erased while being sent", event.pk)


def _not_taken(event: FollowupEvent, error: DeliveryError, now: datetime, run: Run) -> None:
    if isinstance(error, Postponed):
        run.stopped = Reason.BREAKER
        followup_give_back(event, error, now)
    elif isinstance(error, Refused) and event.status == FollowupStatus.SENDING:
        _refused(event, error, now, run)
    else:  # also a mail that cannot be written: that is our own mistake, and nobody else's
        run.later += 1
        followup_retry(event, error, now, rests_until())
        logger.warning("Follow-up %s goes out later: %s", event.pk, error)


def _refused(event: FollowupEvent, error: Refused, now: datetime, run: Run) -> None:
    run.failed += 1
    run.refused_in_a_row += 1
    followup_refused(event, error, now)
    logger.error("Follow-up %s was refused for good: %s", event.pk, error)
    if run.refused_in_a_row == MOST_REFUSED:
        run.stopped = Reason.REFUSED
        logger.error("%d follow-ups in a row were refused; this run ends: is it our own address or server?", MOST_REFUSED)
