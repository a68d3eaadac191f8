"""When mail may go: by Warsaw's clock, on working days and Saturdays, whatever daylight saving does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.schedule.hours import WARSAW, OpenHours, _holidays

USUAL = OpenHours(20, 9)


def warsaw(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24 12:00", "2026-11-24 12:00"),  # a Tuesday at noon
        ("2026-11-24 08:59:59", "2026-11-24 09:00"),
        ("2026-11-24 09:00", "2026-11-24 09:00"),
        ("2026-11-24 19:59:59", "2026-11-24 19:59:59"),
        ("2026-11-24 20:00", "2026-11-25 09:00"),
        ("2026-11-24 23:59", "2026-11-25 09:00"),
        ("2026-11-28 19:30", "2026-11-28 19:30"),  # Saturday
        ("2026-11-28 20:00", "2026-11-30 09:00"),  # over the Sunday
        ("2026-11-29 12:00", "2026-11-30 09:00"),
        ("2026-04-04 21:00", "2026-04-07 09:00"),  # Easter and its Monday
        ("2026-06-04 10:00", "2026-06-05 09:00"),  # Corpus Christi
        ("2026-11-11 10:00", "2026-11-12 09:00"),  # Independence Day
        ("2026-12-23 20:00", "2026-12-28 09:00"),  # Christmas Eve, two days of Christmas (the second a Saturday), Sunday
        ("2024-12-24 10:00", "2024-12-24 10:00"),  # Christmas Eve was a working day until 2024
        ("2026-12-31 20:30", "2027-01-02 09:00"),  # the end of the year
        ("2027-01-05 20:00", "2027-01-07 09:00"),  # Epiphany
    ],
)
def test_the_next_moment_at_which_mail_may_go(moment: str, opens: str) -> None:
    assert USUAL.opening(warsaw(moment)) == warsaw(opens)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        # The clock goes back in the night to Sunday, 25 October 2026, and forward in that to 29 March 2026.
        (datetime(2026, 10, 24, 18, 30, tzinfo=UTC), datetime(2026, 10, 26, 8, 0, tzinfo=UTC)),  # 20:30 summer, 9:00 winter
        (datetime(2026, 10, 23, 18, 30, tzinfo=UTC), datetime(2026, 10, 24, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 28, 19, 30, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 27, 19, 30, tzinfo=UTC), datetime(2026, 3, 28, 8, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 17, 59, tzinfo=UTC), datetime(2026, 10, 24, 17, 59, tzinfo=UTC)),
        (datetime(2026, 3, 28, 18, 59, tzinfo=UTC), datetime(2026, 3, 28, 18, 59, tzinfo=UTC)),
    ],
)
def test_daylight_saving_moves_no_hour_on_the_wall(moment: datetime, opens: datetime) -> None:
    assert USUAL.opening(moment) == opens


def test_quiet_hours_within_a_day() -> None:
    hours = OpenHours(12, 14)
    assert hours.opening(warsaw("2026-11-24 03:00")) == warsaw("2026-11-24 03:00")
    assert hours.opening(warsaw("2026-11-24 12:30")) == warsaw("2026-11-24 14:00")
    assert hours.opening(warsaw("2026-11-24 23:30")) == warsaw("2026-11-24 23:30")


def test_quiet_from_midnight() -> None:
    hours = OpenHours(0, 9)
    assert hours.opening(warsaw("2026-11-24 23:30")) == warsaw("2026-11-24 23:30")
    assert hours.opening(warsaw("2026-11-25 00:00")) == warsaw("2026-11-25 09:00")


def test_quiet_until_midnight() -> None:
    hours = OpenHours(20, 0)
    assert hours.opening(warsaw("2026-11-24 21:00")) == warsaw("2026-11-25 00:00")
    assert hours.opening(warsaw("2026-11-28 21:00")) == warsaw("2026-11-30 00:00")


moments = st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moments)
def test_it_is_open_when_it_opens_and_never_earlier(moment: datetime) -> None:
    opens = USUAL.opening(moment)
    wall = opens.astimezone(WARSAW)
    assert opens >= moment
    assert USUAL.opening(opens) == opens
    assert wall.isoweekday() != 7
    assert wall.date() not in _holidays(wall.year)
    assert 9 <= wall.hour < 20
    assert opens - moment < timedelta(days=6)


@given(moments, moments)
def test_what_comes_later_opens_no_earlier(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert USUAL.opening(earlier) <= USUAL.opening(later)


def test_the_days_off_are_those_of_the_law() -> None:
    days = {
        *(date(2026, month, day) for month, day in [(1, 1), (1, 6), (5, 1), (5, 3), (8, 15), (11, 1), (11, 11)]),
        *(date(2026, 12, day) for day in (24, 25, 26)),
        *(date(2026, 4, 5), date(2026, 4, 6), date(2026, 5, 24), date(2026, 6, 4)),
    }
    assert _holidays(2026) == days
