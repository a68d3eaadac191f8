"""A real server: gunicorn with two workers on a database of its own, talked to over HTTP."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import requests
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgresql")


@dataclass
class Server:
    url: str
    database_url: str
    environment: dict[str, str]
    log_file: Path
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def post(self, path: str, json: Any = None, **kwargs: Any) -> requests.Response:
        return requests.post(self.url + path, json=json, timeout=20, **kwargs)

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=20, **kwargs)

    def chat(self, message: str, **fields: Any) -> dict[str, Any]:
        response = self.post("/api/chatbot/chat", {"message": message, **fields})
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self) -> None:
        port = self.url.rpartition(":")[2]
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "novahouse.wsgi:application",
                    "--bind",
                    f"127.0.0.1:{port}",
                    "--workers",
                    "2",
                ],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.get("/api/health").status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log}")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)

    def kill(self) -> None:
        """kill -9, the workers with their master."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server_factory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Makes servers with variables of one's own; each has its own database, in the kind the suite runs on."""
    started: list[Server] = []
    dropped: list[str] = []
    prepared: list[Path] = []

    def prepare() -> Path:
        """What every server begins with, made once: the folder with keys and static files, and the database."""
        folder = tmp_path_factory.mktemp("prepared")
        trained = Path(settings.VAR_DIR) / "classifiers"
        trained.mkdir(exist_ok=True)
        (folder / "classifiers").symlink_to(trained)  # training takes seconds, and every server would learn the same
        database_url = f"sqlite:///{folder}/chat.sqlite3"
        if ON_POSTGRES:
            database_url = new_database("prepared")
        environment = {**os.environ, "VAR_DIR": str(folder), "DATABASE_URL": database_url}
        first = Server("", database_url, environment, folder / "server.log")
        first.manage("migrate", "-v0")
        first.manage("load_knowledge")
        first.manage("collectstatic", "--noinput", "-v0")
        return folder

    def new_database(suffix: str, like: str = "template1") -> str:
        name = f"novahouse_test_{os.getpid()}_{suffix}"
        _on_postgres(f"CREATE DATABASE {name} TEMPLATE {like}")
        dropped.append(name)
        return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"

    def make(**variables: str) -> Server:
        if not prepared:
            prepared.append(prepare())
        folder = tmp_path_factory.mktemp("server")
        shutil.copytree(prepared[0], folder, symlinks=True, dirs_exist_ok=True)
        port = free_port()
        database_url = f"sqlite:///{folder}/chat.sqlite3"
        if ON_POSTGRES:
            database_url = new_database(str(len(started)), like=dropped[0])
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "novahouse.settings",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SITE_URL": f"http://127.0.0.1:{port}",
            "CHAT_RATE_LIMIT": "1000000/m",
            **variables,
        }
        if "REDIS_URL" in os.environ:  # a database of its own in the same Redis, so that servers do not share counters
            environment["REDIS_URL"] = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{len(started) % 15}"
        server = Server(f"http://127.0.0.1:{port}", database_url, environment, folder / "server.log")
        started.append(server)
        server.start()
        return server

    yield make
    for server in started:
        server.stop()
    for name in dropped:
        _on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def server(server_factory: Callable[..., Server]) -> Server:
    return server_factory()


def _on_postgres(statement: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()
