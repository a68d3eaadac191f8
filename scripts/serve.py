#!/usr/bin/env python
"""Run the web server and beside it the scheduler, and stop them together: `make run` ends with this.

A signal to stop goes to both, and with the web server everything ends; the exit status is the web server's. Without a scheduler
visitors are served all the same: the log says that it is gone, and so does /api/health/deep. The scheduler watches this
process, so that it ends also when this one is killed.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 35.0  # seconds that they get to stop; gunicorn gives its workers 30, the scheduler its running jobs the whole of it
LOOK_SECONDS = 0.2


def main() -> int:
    asked_to_stop = False

    def stop(*_: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # inherited: Ctrl-C while they are starting is no traceback of theirs
    web = subprocess.Popen([sys.executable, "-m", "gunicorn", "novahouse.wsgi:application"], cwd=ROOT)
    scheduler = subprocess.Popen([sys.executable, "manage.py", "runapscheduler", "--parent", str(os.getpid())], cwd=ROOT)
    signal.signal(signal.SIGINT, stop)
    both, missed = (web, scheduler), False
    while not asked_to_stop and web.poll() is None:
        if not missed and scheduler.poll() is not None:
            missed = True
            print(f"The scheduler has ended ({scheduler.returncode}); start it: manage.py runapscheduler", file=sys.stderr)
        time.sleep(LOOK_SECONDS)
    for process in both:
        process.terminate()
    for process in both:
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    status = web.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main())
