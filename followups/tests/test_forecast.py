"""The mails of the next seven days, and for each that will not go the reason."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from chatbot.models import ChatConversation, Lead
from chatbot.models.lead import LeadStatus
from consent.models import Suppression
from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import LAST_CHANCE, STEPS
from followups.schedule.reason import Reason
from followups.services.cancel import followup_cancel
from followups.services.forecast import Forecast, Show, forecast
from followups.services.pause import sending_pause, sending_resume
from followups.services.planned import Place, Planned
from followups.tests.cast import LAST, Clock, agree, agreed, talked
from integrations.breakers import mail_breaker
from novahouse.privacy.email_address import email_hash

pytestmark = pytest.mark.django_db

NOW = LAST + timedelta(hours=1)
ANNA = "anna@example.pl"


def look(now: datetime = NOW, *, officer: bool = False, show: Show = Show.ALL, behind: Place | None = None) -> Forecast:
    return forecast(now=now, sees_restricted=officer, show=show, behind=behind)


def mails(now: datetime = NOW) -> list[tuple[int, Reason | None]]:
    return [(planned.number, planned.reason) for planned in look(now).planned]


def reasons(*, officer: bool = False) -> set[Reason | None]:
    return {planned.reason for planned in look(officer=officer).planned}


def hours(planned: Planned) -> float:
    """After LAST."""
    return (planned.goes_at - LAST) / timedelta(hours=1)


def test_all_three_are_there_in_the_order_of_time() -> None:
    conversation = agreed()
    found = look().planned
    assert [(one.conversation, one.number, hours(one), one.reason) for one in found] == [
        (conversation, 1, 24, None),
        (conversation, 2, 72, None),
        (conversation, 3, 168, None),
    ]


def test_only_seven_days_are_looked_at() -> None:
    agreed()
    assert mails(LAST) == [(1, None), (2, None)]
    assert mails(LAST + timedelta(hours=73)) == [(2, None), (3, None)]  # it is late, and has not gone
    assert mails(LAST + LAST_CHANCE) == []


def test_what_has_gone_is_not_there() -> None:
    conversation = agreed()
    FollowupEvent.objects.create(
        conversation=conversation,
        followup_number=1,
        status=FollowupStatus.SENT,
        sent_at=LAST + timedelta(hours=24),
        planned_from=LAST,
    )
    assert mails(LAST + timedelta(hours=25)) == [(2, None), (3, None)]


def test_a_late_mail_moves_the_next_one() -> None:
    conversation = agreed()
    late = LAST + timedelta(hours=70)
    FollowupEvent.objects.create(
        conversation=conversation, followup_number=1, status=FollowupStatus.SENT, sent_at=late, planned_from=LAST
    )
    second = look(LAST + timedelta(hours=71)).planned[0]
    assert (second.number, second.due_at) == (2, late + timedelta(hours=24))


def test_quiet_hours_move_a_mail_and_it_is_told_from_when() -> None:
    agreed(last=LAST + timedelta(hours=9))  # nine in the evening in Warsaw
    first = look(LAST + timedelta(hours=10)).planned[0]
    assert (first.due_at, first.goes_at) == (LAST + timedelta(hours=33), LAST + timedelta(hours=45))
    assert timezone.localtime(first.goes_at).hour == 9


def without_consent(conversation: ChatConversation) -> None:
    ChatConversation.objects.filter(pk=conversation.pk).update(marketing_consent=False)


def booked(conversation: ChatConversation) -> None:
    ChatConversation.objects.filter(pk=conversation.pk).update(booked_at=NOW)


def ended(conversation: ChatConversation) -> None:
    ChatConversation.objects.filter(pk=conversation.pk).update(ended_at=NOW)


def suppressed(conversation: ChatConversation) -> None:
    Suppression.objects.create(email_hmac=email_hash(ANNA), created_at=NOW)


def lost(conversation: ChatConversation) -> None:
    Lead.objects.update_or_create(conversation=conversation, defaults={"status": LeadStatus.LOST})


def refused(conversation: ChatConversation) -> None:
    other = talked("other@example.pl", last=LAST - timedelta(days=40))
    FollowupEvent.objects.create(
        conversation=other,
        followup_number=1,
        status=FollowupStatus.FAILED,
        reason=Reason.REFUSED,
        person=email_hash(ANNA),
        created_at=NOW,
    )


def full(conversation: ChatConversation) -> None:
    other = talked("other@example.pl", last=LAST - timedelta(days=40))
    for number in STEPS:
        FollowupEvent.objects.create(
            conversation=other,
            followup_number=number,
            status=FollowupStatus.SENT,
            person=email_hash(ANNA),
            sent_at=LAST - timedelta(days=5),
        )


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (without_consent, Reason.NO_CONSENT),
        (booked, Reason.BOOKED),
        (ended, Reason.ENDED),
        (suppressed, Reason.SUPPRESSED),
        (lost, Reason.LEAD_CLOSED),
        (refused, Reason.REFUSED),
        (full, Reason.LIMIT),
    ],
)
def test_a_mail_that_will_not_go_says_why(happens: Callable[[ChatConversation], None], reason: Reason) -> None:
    happens(agreed(ANNA))
    assert reasons() == {reason}
    assert look(show=Show.GOES).planned == []
    assert {planned.reason for planned in look(show=Show.STAYS).planned} == {reason}


def test_an_address_without_consent_is_there_and_a_talk_without_an_address_is_not() -> None:
    talked("jan@example.pl")
    talked(None)
    assert mails() == [(1, Reason.NO_CONSENT), (2, Reason.NO_CONSENT), (3, Reason.NO_CONSENT)]


def test_for_who_did_not_agree_what_is_past_is_past() -> None:
    talked("jan@example.pl")
    assert mails(LAST + timedelta(hours=25)) == [(2, Reason.NO_CONSENT), (3, Reason.NO_CONSENT)]


def test_who_is_restricted_is_there_only_for_those_who_see_it() -> None:
    conversation = agreed()
    ChatConversation.objects.filter(pk=conversation.pk).update(restricted_at=NOW)
    assert mails() == []
    assert reasons(officer=True) == {Reason.RESTRICTED}


def test_one_that_staff_called_off_stays_in_sight() -> None:
    conversation = agreed()
    followup_cancel(conversation_id=conversation.pk, number=2, by="zofia", now=NOW)
    assert mails() == [(1, None), (2, Reason.BY_STAFF), (3, None)]


def test_after_a_reply_a_mail_has_a_new_time() -> None:
    conversation = agreed(last=LAST)
    FollowupEvent.objects.create(
        conversation=conversation, followup_number=1, status=FollowupStatus.CANCELLED, reason=Reason.REPLIED
    )
    ChatConversation.objects.filter(pk=conversation.pk).update(last_message_at=LAST + timedelta(hours=24))
    first = look(LAST + timedelta(hours=25)).planned[0]
    assert (hours(first), first.reason) == (48, None)
    assert first.event is not None
    assert first.event.reason == Reason.REPLIED


def test_one_that_waits_for_its_next_attempt_goes_then() -> None:
    conversation = agreed()
    again = LAST + timedelta(hours=26)
    FollowupEvent.objects.create(conversation=conversation, followup_number=1, attempts=2, lease_until=again, last_error="451")
    first = look(LAST + timedelta(hours=25)).planned[0]
    assert (first.goes_at, first.reason) == (again, None)


def waits(now: datetime = NOW) -> list[Reason | None]:
    return [planned.waits_for for planned in look(now, show=Show.GOES).planned]


def test_a_pause_keeps_all_of_them_waiting() -> None:
    agreed()
    talked("jan@example.pl")
    sending_pause(user_id=1, now=NOW)
    assert waits() == [Reason.PAUSED] * 3
    assert {planned.waits_for for planned in look(show=Show.STAYS).planned} == {None}
    sending_resume()
    assert waits() == [None] * 3


def test_the_switch_of_the_settings_too(settings: Settings) -> None:
    agreed()
    settings.FOLLOWUPS_ENABLED = False
    assert waits() == [Reason.SWITCHED_OFF] * 3


def test_an_open_breaker_keeps_back_what_would_go_now(settings: Settings) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    settings.FOLLOWUP_QUIET_HOURS = None
    now = timezone.now()
    agreed(last=now - timedelta(hours=30))
    mail_breaker.open()
    assert waits(now) == [Reason.BREAKER, None, None]


def test_the_limit_counts_over_all_talks_of_a_person() -> None:
    """Whichever is first: three go, over both talks."""
    one, other = agreed(ANNA), talked(None, last=LAST + timedelta(hours=1))
    agree(other, ANNA, now=LAST + timedelta(hours=1))
    found = look(LAST + timedelta(hours=2)).planned
    assert [(mail.conversation.pk, mail.number, mail.reason) for mail in found] == [
        (one.pk, 1, None),
        (other.pk, 1, None),
        (one.pk, 2, None),
        (other.pk, 2, Reason.LIMIT),
        (one.pk, 3, Reason.LIMIT),
        (other.pk, 3, Reason.LIMIT),
    ]


def many(number: int) -> None:
    """All by the same hour: only their numbers tell them apart."""
    for place in range(number):
        conversation = talked(f"a{place}@example.pl", last=LAST - timedelta(minutes=place // 4))
        if place % 3 == 0:
            agree(conversation, f"a{place}@example.pl", now=LAST)


@pytest.mark.parametrize("show", Show)
def test_page_after_page_has_each_mail_once(show: Show) -> None:
    many(90)
    seen: list[tuple[int, int]] = []
    pages, behind = 0, None
    while pages == 0 or behind:
        page = look(show=show, behind=behind)
        seen += [(one.conversation.pk, one.number) for one in page.planned]
        assert len(page.planned) <= 50
        pages, behind = pages + 1, page.last
    expected = {Show.ALL: 270, Show.GOES: 90, Show.STAYS: 180}[show]
    assert (len(seen), len(set(seen))) == (expected, expected)


def test_a_page_costs_the_same_however_many_there_are() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            look()
        return len(captured)

    many(6)
    before = cost()
    many(60)
    assert cost() == before <= 30


def test_what_comes_meanwhile_moves_no_page(clock: Clock) -> None:
    many(60)
    first = look()
    agreed("late@example.pl", last=LAST - timedelta(hours=2))
    second = look(behind=first.last)
    assert not {one.place for one in first.planned} & {one.place for one in second.planned}
