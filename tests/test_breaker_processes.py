"""One breaker, four processes: they count together, one of them probes, and a killed one blocks nobody for ever."""

import json
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Server

PROCESSES, THREADS, ROUNDS = 4, 4, 10

# Reads a command a line and answers with a line of JSON.
CALLER = """
import django
django.setup()
import json, sys, threading
from datetime import timedelta
import requests
from django.db import connection
from django.utils import timezone
from integrations.breakers import SharedBreaker
from integrations.models import BreakerChange, BreakerState
from integrations.outbox.errors import Postponed, Refused, Unavailable

name, url, threads = sys.stdin.readline().split()
breaker = SharedBreaker(name, title="Vendor")

def ask():
    status = requests.post(url, timeout=20).status_code
    if status >= 500:
        raise Unavailable(str(status))
    if status >= 400:
        raise Refused(str(status))
    return "ok"

def call():
    try:
        return breaker.call(ask)
    except Exception as error:
        return type(error).__name__
    finally:
        connection.close()

def race():
    answers = []
    racers = [threading.Thread(target=lambda: answers.append(call())) for _ in range(int(threads))]
    for racer in racers: racer.start()
    for racer in racers: racer.join()
    return sorted(answers)

def later(**fields):
    BreakerState.objects.filter(name=name).update(**{field: timezone.now() - timedelta(seconds=61) for field in fields})

DO = {
    "call": call,
    "race": race,
    "state": lambda: [breaker.current_state, breaker.fail_counter],
    "pause is over": lambda: later(opened_at=1),
    "lease is over": lambda: later(probe_until=1),
    "open": breaker.open,
    "close": breaker.close,
    "history": lambda: list(BreakerChange.objects.filter(breaker=name).order_by("id").values_list("previous", "state")),
}
for line in sys.stdin:
    print(json.dumps(DO[line.strip()]()), flush=True)
"""


class Vendor(ThreadingHTTPServer):
    """Answers with `status`, and not before `answering` is set."""

    def __init__(self) -> None:
        self.status = 200
        self.asked = 0
        self.reached = threading.Semaphore(0)
        self.answering = threading.Event()
        self.answering.set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def count(self) -> None:
        with self._lock:
            self.asked += 1
        self.reached.release()


class _Handler(BaseHTTPRequestHandler):
    server: Vendor

    def do_POST(self) -> None:
        self.server.count()
        self.server.answering.wait(20)
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Caller:
    """A process that has the breaker."""

    def __init__(self, server: Server, log_file: Path, *settings: object) -> None:
        self._log_file = log_file
        with log_file.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", CALLER],
                cwd=ROOT,
                env=server.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.tell(" ".join(map(str, settings)))

    @property
    def log(self) -> str:
        return self._log_file.read_text(encoding="utf-8")

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self.log
        return json.loads(line)

    def __call__(self, command: str) -> Any:
        self.tell(command)
        return self.answer()

    def kill(self) -> None:
        """kill -9"""
        self._process.kill()
        self._process.communicate(timeout=20)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    vendor = Vendor()
    thread = threading.Thread(target=vendor.serve_forever)
    thread.start()
    yield vendor
    vendor.answering.set()
    vendor.shutdown()
    thread.join()
    vendor.server_close()


@pytest.fixture
def callers(server: Server, vendor: Vendor, tmp_path: Path) -> Iterator[list[Caller]]:
    name = f"test-{uuid.uuid4().hex[:8]}"
    started = [Caller(server, tmp_path / f"{number}.log", name, vendor.url, THREADS) for number in range(PROCESSES)]
    yield list(started)
    for caller in started:
        caller.kill()


def at_once(callers: list[Caller], command: str) -> list[Any]:
    for caller in callers:
        caller.tell(command)
    return [caller.answer() for caller in callers]


def changes(callers: list[Caller]) -> int:
    return sum(caller.log.count("Circuit breaker ") for caller in callers)


def test_what_one_process_learns_all_know(callers: list[Caller], vendor: Vendor) -> None:
    vendor.status = 500
    assert [callers[number % PROCESSES]("call") for number in range(4)] == ["Unavailable"] * 4
    vendor.status = 400
    assert callers[0]("call") == "Refused"
    vendor.status = 500
    assert callers[1]("call") == "Unavailable"
    assert vendor.asked == 6
    assert at_once(callers, "call") == ["Resting"] * PROCESSES
    assert vendor.asked == 6
    assert at_once(callers, "state") == [["open", 5]] * PROCESSES
    callers[3]("close")
    assert at_once(callers, "state") == [["closed", 0]] * PROCESSES
    assert callers[0]("history") == [["closed", "open"], ["open", "closed"]]
    assert changes(callers) == 2


def test_failures_at_once_are_all_counted_and_open_it_once(callers: list[Caller], vendor: Vendor) -> None:
    """Sixteen calls are under way before the first is answered: none is held up by another."""
    vendor.status = 500
    vendor.answering.clear()
    for caller in callers:
        caller.tell("race")
    for _ in range(PROCESSES * THREADS):
        assert vendor.reached.acquire(timeout=20)
    vendor.answering.set()
    assert [caller.answer() for caller in callers] == [["Unavailable"] * THREADS] * PROCESSES
    assert callers[0]("state") == ["open", 5]
    assert callers[0]("history") == [["closed", "open"]]
    assert changes(callers) == 1


def test_one_probe_goes_over_all_processes(callers: list[Caller], vendor: Vendor) -> None:
    vendor.status = 500
    callers[0]("open")
    for number in range(1, ROUNDS + 1):
        callers[0]("pause is over")
        answers = [answer for answers in at_once(callers, "race") for answer in answers]
        assert sorted(answers) == ["Resting"] * (PROCESSES * THREADS - 1) + ["Unavailable"]
        assert vendor.asked == number
    assert len(callers[0]("history")) == changes(callers) == 1 + 2 * ROUNDS


def test_while_the_probe_waits_for_its_answer_nobody_else_calls(callers: list[Caller], vendor: Vendor) -> None:
    callers[0]("open")
    callers[0]("pause is over")
    vendor.answering.clear()
    callers[0].tell("call")
    assert vendor.reached.acquire(timeout=20)
    assert at_once(callers[1:], "race") == [["Resting"] * THREADS] * (PROCESSES - 1)
    vendor.answering.set()
    assert callers[0].answer() == "ok"
    assert at_once(callers, "call") == ["ok"] * PROCESSES
    assert vendor.asked == 1 + PROCESSES


def test_a_killed_probe_gives_way_to_another_when_its_lease_ends(callers: list[Caller], vendor: Vendor) -> None:
    callers[0]("open")
    callers[0]("pause is over")
    vendor.answering.clear()
    callers[0].tell("call")
    assert vendor.reached.acquire(timeout=20)
    callers.pop(0).kill()
    vendor.answering.set()
    assert at_once(callers, "call") == ["Resting"] * len(callers)
    assert vendor.asked == 1
    vendor.status = 500
    callers[0]("lease is over")
    answers = [answer for answers in at_once(callers, "race") for answer in answers]
    assert answers.count("Unavailable") == 1
    assert vendor.asked == 2
    assert callers[0]("state") == ["open", 1]
