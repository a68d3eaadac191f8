"""Jobs and their runs in plain Polish, for the console."""

from datetime import datetime, timedelta
from decimal import Decimal

from apscheduler.triggers.cron import CronTrigger
from django.utils import timezone
from django_apscheduler.models import DjangoJobExecution

from novahouse.scheduler.heartbeat import Heartbeat

STATUSES = {
    DjangoJobExecution.SUCCESS: "Wykonane",
    DjangoJobExecution.ERROR: "Nieudane",
    DjangoJobExecution.SENT: "W toku",
    DjangoJobExecution.MISSED: "Przegapione",
    DjangoJobExecution.MAX_INSTANCES: "Pominięte",
}
COLOURS = {
    DjangoJobExecution.SUCCESS: "success",
    DjangoJobExecution.ERROR: "danger",
    DjangoJobExecution.SENT: "info",
    DjangoJobExecution.MISSED: "warning",
    DjangoJobExecution.MAX_INSTANCES: "warning",
}
_ALIVE_FOR = timedelta(minutes=2)


def rhythm(trigger: CronTrigger) -> str:
    """How often a job of the table runs, as in „co 5 minut” or „codziennie o 3:30”."""
    fields = {field.name: str(field) for field in trigger.fields}
    if fields["hour"].isdigit():
        return f"codziennie o {fields['hour']}:{int(fields['minute']):02}"
    if fields["minute"].isdigit():
        return f"co godzinę, {int(fields['minute'])} minut po pełnej" if fields["minute"] != "0" else "co godzinę"
    name, words = ("second", "sekund") if fields["minute"] == "*" else ("minute", "minut")
    return f"co {fields[name].removeprefix('*/')} {words}"


def duration(seconds: Decimal | float | None) -> str:
    """As in „0,05 s”, „12 s” or „3 min 20 s”."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return f"{seconds:.2f} s".replace(".", ",")
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d.%m.%Y, %H:%M:%S}" if at else "–"


def sign_of_life(last: Heartbeat | None, now: datetime) -> tuple[bool, str]:
    """Does the scheduler live, and the sentence that says so."""
    if last is None:
        return False, "Planista nie dał jeszcze znaku życia: zadania się nie wykonują. Uruchamia go polecenie runapscheduler."
    if now - last.at > _ALIVE_FOR:
        return False, f"Planista milczy od {moment(last.at)}: zadania się nie wykonują. Ostatnio działał jako {last.process}."
    return True, f"Planista działa jako {last.process}; ostatni znak życia: {moment(last.at)}."
