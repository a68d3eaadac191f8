"""What the schedule has to know of conversations, read for many of them in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.db.models import Q

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from consent.models import ConsentAuditLog, Revocation, Suppression
from consent.models.audit import Action, Purpose
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import LIMIT_PERIOD, Talk
from followups.schedule.reason import Reason

_CLOSED = (LeadStatus.WON, LeadStatus.LOST)
_BY_PERSON = ~Q(person="")  # says what the partial index followup_person says: else SQLite reads the whole table


@dataclass(frozen=True)
class Known:
    """A conversation as the schedule sees it; `consent` is the audit row that a mail relies on, None where there is none.

    A mail goes to the address of that row, never to what stands in the conversation.
    """

    conversation: ChatConversation
    talk: Talk
    consent: ConsentAuditLog | None


def talks(conversations: Sequence[ChatConversation], now: datetime, *, but: FollowupEvent | None = None) -> list[Known]:
    """In the order given. `but`: the event that the caller is about to send counts as not sent."""
    ids = [conversation.pk for conversation in conversations]
    consents = _consents(ids)
    people = {row.email_hmac for row in consents.values() if row.email_hmac}
    withdrawn, restricted = _withdrawn(people), _restricted(people)
    closed = _closed_leads(ids)
    events = _by_conversation(FollowupEvent.objects.filter(conversation__in=ids).order_by("pk"))
    written_to = _written_to(people, now, but)
    refused = _refused(people)

    def obstacle(conversation: ChatConversation, consent: ConsentAuditLog | None) -> Reason | None:
        person = consent.email_hmac if consent else None
        checks = (
            (Reason.ANONYMISED, conversation.anonymised_at is not None),
            (Reason.ENDED, conversation.has_ended(now)),
            (Reason.SUPPRESSED, person in withdrawn),
            (Reason.RESTRICTED, conversation.restricted_at is not None or person in restricted),
            (Reason.NO_CONSENT, not (conversation.marketing_consent and consent and consent.email == conversation.email)),
            (Reason.REFUSED, consent is not None and any(moment > consent.created_at for moment in refused[person])),
            (Reason.LEAD_CLOSED, conversation.pk in closed),
            (Reason.BOOKED, conversation.booked_at is not None),
        )
        return next((reason for reason, holds in checks if holds), None)

    def known(conversation: ChatConversation) -> Known:
        consent = consents.get(conversation.pk)
        theirs = events[conversation.pk]
        talk = Talk(
            last_message_at=conversation.last_message_at,
            obstacle=obstacle(conversation, consent),
            used=frozenset(event.followup_number for event in theirs if event.is_over),
            sent_after=_sent_after(theirs, conversation.last_message_at),
            sent_to_person=tuple(written_to[consent.email_hmac if consent else None]),
        )
        return Known(conversation, talk, consent)

    return [known(conversation) for conversation in conversations]


def _consents(ids: Iterable[int]) -> dict[int | None, ConsentAuditLog]:
    """The newest confirmed marketing consent of each conversation whose address is still known."""
    rows = ConsentAuditLog.objects.filter(
        conversation_id__in=ids, action=Action.OPT_IN, purpose=Purpose.MARKETING, email__isnull=False
    )
    return {row.conversation_id: row for row in rows.order_by("pk")}


def _withdrawn(people: Iterable[str]) -> set[str | None]:
    suppressed = Suppression.objects.filter(email_hmac__in=people).values_list("email_hmac", flat=True)
    return {*suppressed, *Revocation.objects.filter(email_hmac__in=people).values_list("email_hmac", flat=True)}


def _restricted(people: Iterable[str]) -> set[str | None]:
    rows = ConsentAuditLog.objects.filter(email_hmac__in=people, action=Action.RESTRICT).order_by("pk")
    return {person for person, row in {row.email_hmac: row for row in rows}.items() if not row.facts.get("lifted")}


def _closed_leads(ids: Iterable[int]) -> set[int]:
    """Conversations whose lead is won or lost, or is linked to one that is."""
    closed = Lead.objects.filter(Q(status__in=_CLOSED) | Q(duplicate_of__status__in=_CLOSED), conversation__in=ids)
    return set(closed.values_list("conversation_id", flat=True))


def _by_conversation(events: Iterable[FollowupEvent]) -> dict[int, list[FollowupEvent]]:
    grouped: dict[int, list[FollowupEvent]] = defaultdict(list)
    for event in events:
        grouped[event.conversation_id].append(event)
    return grouped


def _sent_after(events: Iterable[FollowupEvent], last_message_at: datetime) -> timedelta:
    """How long after this very message the newest mail went; one that went before it does not count."""
    over = (event for event in events if event.is_over and event.planned_from == last_message_at)
    return max((event.sent_after for event in over if event.sent_after), default=timedelta())


def _written_to(people: Iterable[str], now: datetime, but: FollowupEvent | None) -> dict[str | None, list[datetime]]:
    """Whatever may be out counts: the sender of one that is being sent, or was cancelled then, may not have lived to tell."""
    events = FollowupEvent.objects.filter(_BY_PERSON, person__in=people, sent_at__gt=now - LIMIT_PERIOD)
    grouped: dict[str | None, list[datetime]] = defaultdict(list)
    for person, sent_at in events.exclude(pk=but.pk if but else 0).values_list("person", "sent_at"):
        grouped[person].append(cast(datetime, sent_at))
    return grouped


def _refused(people: Iterable[str]) -> dict[str | None, list[datetime]]:
    """When the mail servers of these people refused a mail for good; a consent confirmed since then proves the address."""
    refused = {"status": FollowupStatus.FAILED, "reason": Reason.REFUSED}
    events = FollowupEvent.objects.filter(_BY_PERSON, person__in=people, **refused)
    grouped: dict[str | None, list[datetime]] = defaultdict(list)
    for person, closed_at, created_at in events.values_list("person", "closed_at", "created_at"):
        grouped[person].append(closed_at or created_at)
    return grouped
