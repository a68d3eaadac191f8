"""Whether follow-ups go at this moment, and what keeps them back: it stands at the top of each of their pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest

from consent.services.restore_guard import restored
from followups.admin import words
from followups.models import FollowupPause
from followups.services.opening import opening
from followups.services.standing import rests_until

PAUSE = "followups.pause_followups"


@dataclass(frozen=True)
class SendingState:
    """`obstacles` in whole sentences; none while follow-ups go. `paused`: somebody has turned the switch."""

    obstacles: tuple[str, ...]
    paused: bool
    hours: str
    to_files: bool


def sending_state(now: datetime) -> SendingState:
    pause = FollowupPause.objects.first()
    obstacles = [_paused(pause)] if pause else []
    if not settings.FOLLOWUPS_ENABLED:
        obstacles.append("Wysyłka jest wyłączona w ustawieniach serwera (FOLLOWUPS_ENABLED=false).")
    if not settings.UNSUBSCRIBE_ENABLED:
        obstacles.append(
            "Strony rezygnacji są wyłączone w ustawieniach serwera (UNSUBSCRIBE_ENABLED=false), a bez nich nic nie wychodzi."
        )
    if restored():
        obstacles.append(
            "Baza została odtworzona z kopii. Nic nie wyjdzie, dopóki rezygnacje i usunięcia nie zostaną powtórzone poleceniem "
            "replay_suppressions."
        )
    if until := rests_until():
        obstacles.append(
            f"Serwer poczty nie odpowiada. Następna próba po {words.hour(until)}; wiadomości czekają i wyjdą same."
        )
    return SendingState(tuple(obstacles), pause is not None, _hours(now, held=bool(obstacles)), not settings.EMAIL_URL)


def shown_state(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """For the template that shows it: whoever may turn the switch gets its button."""
    return {"sending": sending_state(now), "may_pause": request.user.has_perm(PAUSE)}


def _paused(pause: FollowupPause) -> str:
    user = get_user_model().objects.filter(pk=pause.user_id).first() if pause.user_id else None
    by = f" (konto: {user.get_username()})" if user else ""
    return f"Wysyłka jest wstrzymana od {words.stamp(pause.since)}{by}. Nic nie wyjdzie, dopóki ktoś jej nie wznowi."


def _hours(now: datetime, *, held: bool) -> str:
    """`held`: nothing goes whatever the hour, so it is not said that this is one."""
    if settings.FOLLOWUP_QUIET_HOURS is None:
        return "Wiadomości wychodzą o każdej porze, także w niedziele i święta (FOLLOWUP_QUIET_HOURS=off)."
    begin, end = settings.FOLLOWUP_QUIET_HOURS
    hours = f"od {end}:00 do {begin}:00" if end <= begin else f"całą dobę z przerwą od {begin}:00 do {end}:00"
    rule = f"Wiadomości wychodzą od poniedziałku do soboty {hours}, z wyjątkiem świąt."
    opens = opening()(now)
    if opens > now:
        return f"{rule} Najbliższa pora wysyłki: {words.day_and_hour(opens, now)}."
    return rule if held else f"{rule} Teraz jest pora wysyłki."
