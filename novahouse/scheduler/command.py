"""What every job does: run its command, and tell how that went."""

import io
import logging
import threading
import time
import traceback
from collections.abc import Mapping
from typing import Any

from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

logger = logging.getLogger("novahouse.scheduler")

# Set while the scheduler ends. A command that may take long asks for it between two pieces of its work: see _stop_asked.
ending = threading.Event()


class JobFailed(Exception):
    """The command did not do its work. Says why in words that may stand in the history; `where` are the frames, no values."""

    def __init__(self, why: str, seconds: float, where: str = "") -> None:
        super().__init__(why)
        self.seconds = seconds
        self.where = where


def run_command(name: str, options: Mapping[str, Any], log_output: bool) -> float:
    """Run a management command in this thread; tells how many seconds it took. Raises JobFailed.

    The text of an error that is not the command's own word stays in the log: it may hold an address, and the history is read by
    more people, and for longer.
    """
    close_old_connections()
    began = time.monotonic()
    output = io.StringIO()
    try:
        call_command(name, stdout=output, stderr=output, **options, **_stop_asked(name))
    except CommandError as error:
        logger.error("Job %s failed: %s", name, error)  # noqa: TRY400  (the command says all there is to say)
        raise JobFailed(str(error), time.monotonic() - began) from error
    except (Exception, SystemExit) as error:
        logger.exception("Job %s failed", name)
        where = "".join(traceback.format_tb(error.__traceback__))
        raise JobFailed(f"Nieoczekiwany błąd: {type(error).__name__}.", time.monotonic() - began, where) from error
    finally:
        close_old_connections()
        if log_output:
            _log(name, output.getvalue())
    return time.monotonic() - began


def _stop_asked(name: str) -> dict[str, Any]:
    """A command that names `stopped` among its stealth options can end early, after the piece of work in hand."""
    app = get_commands().get(name)
    if app is None:
        return {}
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    return {"stopped": ending.is_set} if "stopped" in command.stealth_options else {}


def _log(name: str, output: str) -> None:
    for line in output.splitlines():
        if line.strip():
            logger.info("%s: %s", name, line.rstrip())
