"""gunicorn's settings, read from the folder it starts in; its command line and GUNICORN_CMD_ARGS override them."""

import os
import sys
from pathlib import Path
from typing import Any

import django

sys.path.insert(0, str(Path(__file__).resolve().parent))

from novahouse import settings

bind = f"127.0.0.1:{settings.PORT}"
workers = settings.WEB_CONCURRENCY
timeout = 60  # a worker may have to train the classifier before its first request
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (the heartbeat file must not wait for a disk)
logger_class = "novahouse.web.access_log.MaskedLogger"
control_socket_disable = True


def on_starting(server: Any) -> None:
    """Refuse a misconfiguration before the port is taken: one line each, said once and not by every worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "novahouse.settings")
    django.setup()
    from novahouse.start import refuse_misconfiguration  # noqa: PLC0415  (needs the applications, just set up)

    refuse_misconfiguration(sys.stderr)


def post_worker_init(worker: Any) -> None:
    """Deliver the outbox in this worker, beginning with what a server that was killed has left."""
    from integrations.outbox.worker import start  # noqa: PLC0415  (needs the applications)

    start()


def worker_exit(server: Any, worker: Any) -> None:
    """Finish the message in hand; a worker that could not start has none."""
    if deliverer := sys.modules.get("integrations.outbox.worker"):
        deliverer.stop()
