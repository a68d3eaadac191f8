import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from integrations.breakers import slack_breaker
from integrations.models import BreakerState

pytestmark = pytest.mark.django_db


def said(capsys: pytest.CaptureFixture[str], *command: str) -> list[str]:
    call_command("breaker", *command)
    return capsys.readouterr().out.splitlines()


def test_list_shows_every_breaker_even_before_any_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "list") == [f"{name:<8}closed     failures in a row: 0" for name in ("slack", "monday", "mail")]


def test_open_and_close_work_and_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = said(capsys, "open", "slack")
    opened_at = timezone.localtime(BreakerState.objects.get(name="slack").opened_at)
    assert line.startswith(f"slack   open       failures in a row: 0, since {opened_at:%Y-%m-%d %H:%M:%S %Z}, next probe 20")
    assert slack_breaker.current_state == "open"
    assert said(capsys, "close", "slack") == ["slack   closed     failures in a row: 0"]
    assert slack_breaker.current_state == "closed"


def test_list_tells_when_the_next_probe_goes(capsys: pytest.CaptureFixture[str]) -> None:
    slack_breaker.half_open()
    assert said(capsys, "list")[0].endswith("next probe with the next call")

    def look() -> str:
        return said(capsys, "list")[0]

    assert "probe running, at most until 20" in slack_breaker.call(look)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (["close", "slak"], "There is no breaker 'slak'. Known: slack, monday, mail."),
        (["open"], "Say which breaker. Known: slack, monday, mail."),
    ],
)
def test_a_wrong_name_is_an_error_that_tells_the_right_ones(command: list[str], error: str) -> None:
    with pytest.raises(CommandError) as raised:
        call_command("breaker", *command)
    assert (str(raised.value), raised.value.returncode) == (error, 1)


def test_it_says_when_breakers_are_off(capsys: pytest.CaptureFixture[str], settings: Settings) -> None:
    settings.BREAKERS_ENABLED = False
    assert "BREAKERS_ENABLED=false" in said(capsys, "list")[-1]
