"""A planned mail as the forecast shows it: a line of plain sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from followups.admin import words
from followups.admin.visible import called
from followups.models import FollowupStatus
from followups.schedule.reason import REASON_NAMES, Reason
from followups.services.planned import Planned


@dataclass(frozen=True)
class Line:
    """`colour` and `label` as unfold/helpers/label.html takes them."""

    planned: Planned
    who: str
    address: str
    hour: str
    colour: str
    label: str
    sentences: tuple[str, ...]

    @property
    def can_be_cancelled(self) -> bool:
        return can_be_cancelled(self.planned)


def can_be_cancelled(planned: Planned) -> bool:
    """What goes or waits; where something else keeps it back, there is nothing to call off."""
    return planned.reason is None and not _is_going(planned)


def line_of(planned: Planned, now: datetime, *, sees_people: bool) -> Line:
    colour, label = (
        ("", "nie wyjdzie") if planned.reason else ("warning", "czeka") if planned.waits_for else ("success", "wyjdzie")
    )
    return Line(
        planned,
        called(planned.conversation, sees_people=sees_people),
        (planned.conversation.email or "") if sees_people and planned.conversation.name else "",
        _hour(planned, now),
        colour,
        label,
        tuple(_sentences(planned, now)),
    )


def _hour(planned: Planned, now: datetime) -> str:
    if planned.goes_at > now:
        return words.hour(planned.goes_at)
    return "–" if planned.reason or planned.waits_for else "zaraz"


def by_day(lines: Iterable[Line], now: datetime) -> list[tuple[str, list[Line]]]:
    return [(day, list(those)) for day, those in groupby(lines, lambda line: words.day(line.planned.goes_at, now))]


def _sentences(planned: Planned, now: datetime) -> Iterator[str]:
    held = planned.reason or planned.waits_for
    if held:
        yield _sentence(REASON_NAMES[held])
    if planned.reason is Reason.BY_STAFF:
        return
    yield from _so_far(planned)
    yield from _moved(planned, now)


def _so_far(planned: Planned) -> Iterator[str]:
    event = planned.event
    if event is None:
        return
    if _is_going(planned):
        yield "Właśnie jest wysyłana."
    elif event.status == FollowupStatus.CLAIMED and event.last_error:
        yield "Poprzednia próba się nie udała."
    elif event.reason == Reason.REPLIED:
        yield "Poprzedni termin przepadł, bo klient napisał w międzyczasie; nowy liczymy od jego ostatniej wiadomości."
    elif event.status == FollowupStatus.CANCELLED and event.reason != planned.reason:
        yield f"Wcześniej anulowana: {event.reason_name}."


def _moved(planned: Planned, now: datetime) -> Iterator[str]:
    if planned.due_at <= now and planned.reason:
        yield f"Termin minął: {words.day_and_hour(planned.due_at, now)}."
    elif planned.due_at <= now:
        yield f"Spóźniona: miała wyjść {words.day_and_hour(planned.due_at, now)}."
    elif planned.goes_at > planned.due_at and planned.reason is None:
        yield f"Przesunięta z: {words.day_and_hour(planned.due_at, now)}, poza godziny wysyłki."


def _is_going(planned: Planned) -> bool:
    return planned.event is not None and planned.event.status == FollowupStatus.SENDING


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
