"""The audit trail under many processes, and under kill -9."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import requests

from tests.conftest import ROOT, Server

PROCESSES = 8
ROWS = 2000

APPEND = """
from django.db import transaction
from django.utils import timezone
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
for number in range({rows}):
    with transaction.atomic():
        entry = Entry(Action.ADMIN_NOTE, Origin(Source.CONSOLE), email=f"{name}-{{number}}@example.com")
        audit_append([entry], now=timezone.now())
"""

# Every change of state has its audit row, and every audit row its change of state.
COMPARE = """
import json
from consent.models import ConsentAuditLog, Suppression
rows = set(ConsentAuditLog.objects.filter(action="unsubscribe").values_list("email_hmac", flat=True))
states = set(Suppression.objects.values_list("email_hmac", flat=True))
print(json.dumps([len(rows), len(rows - states), len(states - rows)]))
"""


def test_eight_processes_append_without_a_fork(server: Server) -> None:
    def append(name: int) -> "subprocess.Popen[bytes]":
        code = APPEND.format(rows=ROWS // PROCESSES, name=name)
        return subprocess.Popen([sys.executable, "manage.py", "shell", "-v0", "-c", code], cwd=ROOT, env=server.environment)

    before = _rows(server)
    processes = [append(number) for number in range(PROCESSES)]
    assert [process.wait(120) for process in processes] == [0] * PROCESSES
    assert _rows(server) == before + ROWS


def test_kill_9_leaves_no_change_without_its_row(server_factory: Callable[..., Server]) -> None:
    server = server_factory(RATE_LIMIT_ENABLED="false")
    acknowledged: list[str] = []
    over = threading.Event()

    def load(name: int) -> None:
        number = 0
        while not over.is_set():
            address = f"load{name}-{number}@example.com"
            number += 1
            with suppress(requests.RequestException):
                if requests.post(f"{server.url}/api/unsubscribe", json={"email": address}, timeout=5).status_code == 200:
                    acknowledged.append(address)

    threads = [threading.Thread(target=load, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(4):
            enough = len(acknowledged) + random.randint(20, 120)
            end = time.monotonic() + 60
            while len(acknowledged) < enough and time.monotonic() < end:
                time.sleep(0.01)
            server.kill()
            server.start()
    finally:
        over.set()
        for thread in threads:
            thread.join()
    rows, without_state, without_row = json.loads(server.manage("shell", "-v0", "-c", COMPARE).stdout)
    assert rows >= len(acknowledged) >= 80
    assert (without_state, without_row) == (0, 0)
    assert "is intact" in server.manage("verify_audit_log").stdout


def _rows(server: Server) -> int:
    """How many rows an intact trail has."""
    said = server.manage("verify_audit_log").stdout
    assert "is intact" in said
    return int(said.split(": ")[1].split(" ")[0])
