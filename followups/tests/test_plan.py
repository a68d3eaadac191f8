"""The schedule itself: which number goes when, and never two at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.schedule.hours import OpenHours
from followups.schedule.plan import GAP, LIMIT_PERIOD, STEPS, Step, Talk, next_step, timeline
from followups.schedule.reason import Reason

LAST = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Warsaw
USUAL = OpenHours(20, 9).opening


def always(moment: datetime) -> datetime:
    return moment


def after(hours: float) -> datetime:
    return LAST + timedelta(hours=hours)


def going(talk: Talk, hours: float) -> int | None:
    """The number that goes so many hours after the last message, with no quiet hours."""
    step = next_step(talk, after(hours), always)
    return step.number if step and step.goes(after(hours)) else None


@pytest.mark.parametrize(
    ("hours", "used", "number"),
    [
        (23.99, (), None),
        (24, (), 1),
        (71.99, (), 1),
        (24.1, (1,), None),
        (72, (1,), 2),
        (72, (), 2),  # a late scheduler: the first one is skipped
        (100, (1, 2), None),
        (168, (1, 2), 3),
        (168, (), 3),
        (200, (1, 2, 3), None),
        (335.9, (), 3),
        (336, (), None),  # the conversation has ended
        (72, (2,), None),  # called off by staff: the first one's time is over all the same
        (168, (2,), 3),
    ],
)
def test_the_number_that_goes(hours: float, used: tuple[int, ...], number: int | None) -> None:
    assert going(Talk(LAST, used=frozenset(used)), hours) == number


def test_a_mail_that_went_late_moves_the_next_one() -> None:
    late = Talk(LAST, used=frozenset({1}), sent_after=timedelta(hours=71))
    assert going(late, 72) is None
    assert going(late, 94.9) is None
    assert going(late, 95) == 2


def test_in_time_it_moves_nothing() -> None:
    assert going(Talk(LAST, used=frozenset({1}), sent_after=timedelta(hours=25)), 72) == 2


@pytest.mark.parametrize("reason", [Reason.NO_CONSENT, Reason.SUPPRESSED, Reason.BOOKED, Reason.REFUSED])
def test_an_obstacle_keeps_every_mail_back(reason: Reason) -> None:
    talk = Talk(LAST, obstacle=reason)
    assert [step.reason for step in timeline(talk, after(1), always)] == [reason] * 3
    assert going(talk, 24) is None


def test_three_mails_a_person_in_thirty_days() -> None:
    written = tuple(after(-day * 24) for day in (28, 12, 5))
    talk = Talk(LAST, sent_to_person=written)
    step = next_step(talk, after(24), always)
    assert step == Step(1, after(24), after(24), Reason.LIMIT)
    assert going(replace(talk, sent_to_person=written[1:]), 24) == 1


def test_the_thirty_days_end() -> None:
    written = (after(24) - LIMIT_PERIOD, after(-24), after(-23))
    assert going(Talk(LAST, sent_to_person=written), 24) == 1
    assert going(Talk(LAST, sent_to_person=(written[0] + timedelta(seconds=1), *written[1:])), 24) is None


def test_what_is_planned_counts_towards_the_limit() -> None:
    steps = timeline(Talk(LAST, sent_to_person=(after(-24), after(-23))), after(1), always)
    assert [step.reason for step in steps] == [None, Reason.LIMIT, Reason.LIMIT]


def test_the_week_ahead_from_a_fresh_talk() -> None:
    steps = timeline(Talk(LAST), after(1), USUAL)
    assert [(step.number, step.goes_at) for step in steps] == [(1, after(24)), (2, after(72)), (3, after(168))]


def test_quiet_hours_move_a_mail_and_do_not_lose_it() -> None:
    friday_night = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)  # 21:30 in Warsaw
    talk = Talk(friday_night)
    first, second, _ = timeline(talk, friday_night, USUAL)
    monday_nine = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert (first.number, first.goes_at, first.reason) == (1, monday_nine, None)
    assert second.goes_at == datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # due on Monday at 21:30
    assert not next_step(talk, monday_nine - timedelta(seconds=1), USUAL).goes(monday_nine - timedelta(seconds=1))  # type: ignore[union-attr]
    assert next_step(talk, monday_nine, USUAL).goes(monday_nine)  # type: ignore[union-attr]


def test_over_a_long_holiday_two_fall_together_and_one_goes() -> None:
    before_christmas = datetime(2026, 12, 23, 18, 30, tzinfo=UTC)
    steps = timeline(Talk(before_christmas), before_christmas, USUAL)
    reopening = datetime(2026, 12, 28, 8, 0, tzinfo=UTC)
    assert [(step.number, step.reason) for step in steps if step.goes_at == reopening] == [(1, Reason.STALE), (2, None)]


def test_in_a_quiet_hour_a_late_mail_waits_for_the_morning() -> None:
    evening = datetime(2026, 11, 26, 19, 30, tzinfo=UTC)  # two days later, 20:30 in Warsaw
    step = next_step(Talk(LAST), evening, USUAL)
    assert step is not None
    assert (step.number, step.due_at, step.goes_at) == (1, after(24), datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    assert not step.goes(evening)


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001
    looks=st.lists(st.floats(0, 24 * 15), max_size=40),
    quiet=st.booleans(),
)
def test_whenever_a_scheduler_looks_mails_are_a_day_apart_and_in_order(
    start: datetime, looks: list[float], quiet: bool
) -> None:
    last, opening = start.replace(tzinfo=UTC), USUAL if quiet else always
    sent: list[tuple[int, datetime]] = []
    for hours in sorted(looks):
        now = last + timedelta(hours=hours)
        sent_after = sent[-1][1] - last if sent else timedelta()
        talk = Talk(last, used=frozenset(number for number, _ in sent), sent_after=sent_after)
        step = next_step(talk, now, opening)
        if step and step.goes(now):
            sent.append((step.number, now))
    assert [number for number, _ in sent] == sorted({number for number, _ in sent})
    for number, moment in sent:
        assert STEPS[number] <= moment - last < timedelta(days=14)
        assert opening(moment) == moment
    for (_, one), (_, other) in pairwise(sent):
        assert other - one >= GAP
