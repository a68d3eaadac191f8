"""`manage.py deliver_outbox` with senders that only knock at a vendor, and die or do nothing where they are told to.

VENDOR_URL is knocked at with the destination and the idempotency key of the message. DIE is the step at which the process
kills itself: "before send", "after send" or "before mark". A destination named in POSTPONED is knocked at and then not sent to.
"""

import os
import signal
import sys
from typing import Any

import django
import requests
from django.core.management import execute_from_command_line

django.setup()

from integrations.models import Destination, OutboxMessage  # noqa: E402  (needs the applications)
from integrations.outbox import destinations  # noqa: E402
from integrations.outbox.errors import Postponed  # noqa: E402
from integrations.signals import delivered  # noqa: E402


def knock(message: OutboxMessage) -> str:
    die_at("before send")
    requests.post(f"{os.environ['VENDOR_URL']}/{message.destination}/{message.idempotency_key}", timeout=60)
    if message.destination == os.environ.get("POSTPONED"):
        raise Postponed("told so")
    die_at("after send")
    return f"T{message.pk}"


def die_at(step: str) -> None:
    if os.environ.get("DIE") == step:
        os.kill(os.getpid(), signal.SIGKILL)


def die_before_mark(**_: Any) -> None:
    die_at("before mark")


if __name__ == "__main__":
    for destination in Destination:
        destinations.register(destination, knock)
    delivered.connect(die_before_mark)
    execute_from_command_line(["manage.py", "deliver_outbox", *sys.argv[1:]])
