"""What the library says of each run, several lines every few seconds, is not said; what went wrong is."""

import logging


def quiet_library() -> None:
    """Its executors report runs, misses and failures: novahouse.scheduler.command and history say the latter two in a line."""
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)
    scheduler = logging.getLogger("apscheduler.scheduler")
    scheduler.setLevel(logging.WARNING)
    scheduler.addFilter(_is_no_overlap)


def _is_no_overlap(record: logging.LogRecord) -> bool:
    """A job that runs every few seconds may well find itself at work; the history says it where it matters."""
    return not str(record.msg).startswith('Execution of job "%s" skipped')
