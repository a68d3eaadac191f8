#!/usr/bin/env python
"""Does a visitor notice when Slack and monday.com hang?

Starts three servers with databases of their own: one whose vendors answer at once, one whose vendors take the request and never
answer, one without vendors. The breakers are off, so that the second never stops waiting. Visitors talk to each in turn: every
conversation gives contact data, agrees to be contacted and goes on, so that each message has something to deliver. Prints the
95th percentile of the chat's answers and its ratio to the first server's, round by round. Figures of one run on one machine;
look at the ratio.

    .venv/bin/python scripts/vendor_hang.py
    .venv/bin/python scripts/vendor_hang.py --postgres postgresql://postgres@127.0.0.1:5432
"""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg2
import requests

ROOT = Path(__file__).resolve().parent.parent
SAID = (
    "Ile za 50 m2 w Gdańsku w pakiecie Comfort?",
    "A ile trwa wykończenie?",
    "Mam budżet 120 tysięcy",
    "Jednak 62 metry",
    "Co jest w cenie?",
    "Czy dajecie gwarancję?",
)
CONVERSATIONS_AT_ONCE = 2  # as many as there are workers: who waits for a worker tells nothing of vendors
LONGEST_ANSWER = 30


class Vendor(BaseHTTPRequestHandler):
    """Slack and monday.com in one: takes every message."""

    released: threading.Event | None = None  # set: nobody gets an answer before it is

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.released is not None:
            self.released.wait()
            return
        answer = b"ok" if b'"query"' not in body else json.dumps({"data": ITEM}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


ITEM = {
    "create_item": {"id": "1"},
    "change_multiple_column_values": {"id": "1"},
    "items_page_by_column_values": {"cursor": None, "items": [{"id": "1"}]},
}


class HangingVendor(Vendor):
    released = threading.Event()


@contextmanager
def vendor(handler: type[Vendor]) -> Iterator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield {
            "SLACK_WEBHOOK_URL": f"{url}/services/T0/B0/x",
            "MONDAY_API_URL": f"{url}/v2",
            "MONDAY_API_KEY": "k" * 20,
            "MONDAY_BOARD_ID": "1",
        }
    finally:
        if handler.released is not None:
            handler.released.set()
        server.shutdown()


@contextmanager
def site(name: str, postgres: str | None, variables: dict[str, str]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port = free_port()
        database = f"sqlite:///{folder}/chat.sqlite3"
        if postgres:
            database = f"{postgres}/{stack.enter_context(scratch_database(postgres, f'novahouse_hang_{name}'))}"
        environment = {
            **{key: value for key, value in os.environ.items() if key != "REDIS_URL"},
            "DJANGO_SETTINGS_MODULE": "novahouse.settings",
            "VAR_DIR": folder,
            "DATABASE_URL": database,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "RATE_LIMIT_ENABLED": "false",
            "BREAKERS_ENABLED": "false",
            "PORT": str(port),
            **variables,
        }
        for command in (["migrate", "-v0"], ["load_knowledge"], ["collectstatic", "--noinput", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, capture_output=True)
        log = stack.enter_context((Path(folder) / "log").open("wb"))
        web = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "novahouse.wsgi:application"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/api/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(web.pid, signal.SIGKILL)
            web.wait()


@contextmanager
def scratch_database(server: str, name: str) -> Iterator[str]:
    on_postgres(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    on_postgres(server, f"CREATE DATABASE {name}")
    try:
        yield name
    finally:
        on_postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


def on_postgres(server: str, statement: str) -> None:
    connection = psycopg2.connect(f"{server}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            requests.get(url, timeout=1)
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"no answer from {url}")


def conversation(url: str, number: int) -> list[float]:
    """One talk of a visitor who leaves an address and agrees; the milliseconds of each chat answer."""
    took = []
    with requests.Session() as browser:
        session_id = None
        for at, text in enumerate((f"Dzień dobry, nazywam się Anna Nowak, anna{number}@example.pl, 601 234 567", *SAID)):
            began = time.perf_counter()
            answer = browser.post(
                f"{url}/api/chatbot/chat", json={"message": text, "session_id": session_id} if session_id else {"message": text}
            )
            took.append((time.perf_counter() - began) * 1000)
            answer.raise_for_status()
            session_id = answer.json()["session_id"]
            if at == 0:
                consent = {"session_id": session_id, "purposes": {"rodo": True}, "text_version": "1"}
                browser.post(f"{url}/api/consent", json=consent, timeout=LONGEST_ANSWER).raise_for_status()
    return took


def p95(url: str, first: int, conversations: int) -> float:
    with ThreadPoolExecutor(CONVERSATIONS_AT_ONCE) as visitors:
        took = [ms for one in visitors.map(lambda n: conversation(url, n), range(first, first + conversations)) for ms in one]
    return statistics.quantiles(took, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", help="server URL without a database; scratch databases are made and dropped")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--conversations", type=int, default=60, help="a round and a server")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        answering, hanging = (stack.enter_context(vendor(handler)) for handler in (Vendor, HangingVendor))
        sites = {
            name: stack.enter_context(site(name, arguments.postgres, variables))
            for name, variables in (("answering", answering), ("hanging", hanging), ("none", {}))
        }
        for url in sites.values():
            p95(url, 0, 8)
        ratios: dict[str, list[float]] = {"hanging": [], "none": []}
        for turn in range(arguments.rounds):
            first = 1000 + turn * arguments.conversations
            found = {name: p95(url, first, arguments.conversations) for name, url in sites.items()}
            for name, so_far in ratios.items():
                so_far.append(found[name] / found["answering"])
            print(f"round {turn + 1}: p95 ms " + ", ".join(f"{name} {ms:.1f}" for name, ms in found.items()), flush=True)
        for name, so_far in ratios.items():
            print(f"{name}/answering: median ratio {statistics.median(so_far):.2f}")
        against_none = statistics.median(hang / none for hang, none in zip(ratios["hanging"], ratios["none"], strict=True))
        print(f"hanging/none: median ratio {against_none:.2f}")


if __name__ == "__main__":
    main()
