"""How long a lane sleeps: as long as it can, and never not at all."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.outbox.lane import LONGEST_NAP, SHORTEST_NAP, nap_seconds

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def after(seconds: float | None) -> datetime | None:
    return None if seconds is None else NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("due", "rested", "nap"),
    [
        (None, None, None),
        (None, 20, None),
        (4, None, 4),
        (4, 20, 20),
        (20, 4, 20),
        (-9, 20, 20),
        (-9, None, SHORTEST_NAP),
        (0.01, None, SHORTEST_NAP),
        (3600, None, LONGEST_NAP),
        (-9, 60, LONGEST_NAP),
    ],
)
def test_a_lane_sleeps_until_something_can_go(due: float | None, rested: float | None, nap: float | None) -> None:
    assert nap_seconds(after(due), after(rested), NOW, None) == nap


@pytest.mark.parametrize(("due", "nap"), [(None, 5), (4, 4), (3600, 5), (-9, SHORTEST_NAP)])
def test_a_lane_that_is_not_woken_looks_now_and_then(due: float | None, nap: float) -> None:
    assert nap_seconds(after(due), None, NOW, 5) == nap


def test_a_lane_may_be_told_to_look_without_a_pause() -> None:
    assert nap_seconds(after(-9), None, NOW, 0.1) == 0.1
