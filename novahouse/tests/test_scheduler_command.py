"""A job runs its command, and its failure stops nothing but itself."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError

from novahouse.scheduler.command import JobFailed, ending, run_command

pytestmark = pytest.mark.django_db  # old connections are closed before and after

Make = Callable[[Callable[..., None]], None]


@pytest.fixture
def job() -> Iterator[Make]:
    """Makes the command `job` of what it is to do."""

    def make(do: Callable[..., None]) -> None:
        class Job(BaseCommand):
            stealth_options = ("stopped",)

            def handle(self, *args: Any, **options: Any) -> None:
                do(self, **options)

        known: dict[str, Any] = get_commands()
        known["job"] = Job()

    yield make
    get_commands().pop("job", None)
    ending.clear()


def test_its_output_goes_to_the_log_or_nowhere(job: Make, caplog: pytest.LogCaptureFixture) -> None:
    job(lambda command, **_: command.stdout.write("overdue now = 0\n"))
    with caplog.at_level("INFO"):
        assert run_command("job", {}, True) >= 0
        assert caplog.messages == ["job: overdue now = 0"]
        run_command("job", {}, False)
    assert len(caplog.messages) == 1


def test_what_a_command_says_of_its_failure_is_the_reason(job: Make, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise CommandError("The trail could not be anchored.")

    job(fail)
    with pytest.raises(JobFailed, match=r"The trail could not be anchored\.") as raised:
        run_command("job", {}, True)
    assert raised.value.where == ""
    assert "Job job failed: The trail could not be anchored." in caplog.text
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("error", [ValueError("anna@example.pl"), SystemExit(1)])
def test_any_other_error_is_named_and_its_text_stays_in_the_log(
    job: Make, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    job(fail)
    with pytest.raises(JobFailed) as raised:
        run_command("job", {}, True)
    assert str(raised.value) == f"Nieoczekiwany błąd: {type(error).__name__}."
    assert "in fail" in raised.value.where
    assert "anna" not in raised.value.where
    assert "Traceback" in caplog.text


def test_a_command_that_is_not_there_fails(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(JobFailed, match="Unknown command"):
        run_command("no_such_command", {}, True)


def test_a_command_that_asks_learns_that_the_scheduler_ends(job: Make) -> None:
    asked = []
    job(lambda _, stopped, **__: asked.append(stopped()))
    run_command("job", {}, False)
    ending.set()
    run_command("job", {}, False)
    assert asked == [False, True]
