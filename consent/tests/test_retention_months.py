from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.retention.rule import months_before

MOMENTS = st.integers(0, 100 * 366 * 24 * 3600).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("now", "months", "before"),
    [
        ("2027-03-31T12:00+00:00", 1, "2027-02-28T12:00+00:00"),
        ("2028-03-31T12:00+00:00", 1, "2028-02-29T12:00+00:00"),
        ("2028-02-29T00:00+00:00", 12, "2027-02-28T00:00+00:00"),
        ("2027-01-15T23:59+00:00", 6, "2026-07-15T23:59+00:00"),
        ("2027-12-31T00:00+00:00", 72, "2021-12-31T00:00+00:00"),
    ],
)
def test_a_month_that_is_too_short_ends_on_its_last_day(now: str, months: int, before: str) -> None:
    assert months_before(datetime.fromisoformat(now), months) == datetime.fromisoformat(before)


@given(MOMENTS, st.integers(0, 200))
def test_it_is_the_same_day_and_time_of_the_month_or_its_last_day(now: datetime, months: int) -> None:
    before = months_before(now, months)
    assert (now.year - before.year) * 12 + now.month - before.month == months
    assert before.timetz() == now.timetz()
    assert before.day == now.day or (before.day < now.day and months_before(before, 0).day >= 28)


@given(MOMENTS, MOMENTS, st.integers(1, 200))
def test_the_later_the_moment_the_later_the_limit(one: datetime, other: datetime, months: int) -> None:
    first, second = sorted((one, other))
    assert months_before(first, months) <= months_before(second, months)


@given(MOMENTS, st.integers(1, 200))
def test_the_period_is_never_shorter_than_its_months(now: datetime, months: int) -> None:
    """From the limit so many months forward comes the moment itself, or an earlier one in the same month."""
    limit = months_before(now, months)
    forward = months_before(limit, -months)
    assert forward <= now
    assert (forward.year, forward.month) == (now.year, now.month)
