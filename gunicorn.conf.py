"""gunicorn's settings, read from the folder it starts in; its command line and GUNICORN_CMD_ARGS override them."""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT') or 5050}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
timeout = 60  # a worker may have to train the classifier before its first request
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  (the heartbeat file must not wait for a disk)
logger_class = "novahouse.web.access_log.MaskedLogger"
control_socket_disable = True
