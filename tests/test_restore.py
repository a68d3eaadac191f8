"""A database restored from last night's copy: noticed at once, silent until people's withdrawals since are repeated."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from integrations.tests.smtp_server import SmtpServer
from tests.conftest import ON_POSTGRES, Server
from tests.test_consent_http import KEY, agree, links, mail_to, status, visitor

STAYS, UNSUBSCRIBES, REVOKES, ERASED, COMES_LATER = (f"{name}@example.com" for name in ("ala", "ewa", "jan", "ola", "iza"))
GUARD = "from consent.services.restore_guard import restored; print(restored())"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        yield server


class Copy:
    """A copy of a server's database, made and put back while the server is down."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.name = server.database_url.rpartition("/")[2]
        self.file = Path(server.database_url.removeprefix("sqlite:///"))

    def make(self) -> None:
        if ON_POSTGRES:
            _on_postgres(f"CREATE DATABASE {self.name}_copy TEMPLATE {self.name}")
        else:
            _copy_file(self.file, self.file.with_suffix(".copy"))

    def put_back(self) -> None:
        if ON_POSTGRES:
            _on_postgres(f"DROP DATABASE {self.name} WITH (FORCE)")
            _on_postgres(f"ALTER DATABASE {self.name}_copy RENAME TO {self.name}")
        else:
            for ending in ("", "-wal", "-shm"):
                self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
            _copy_file(self.file.with_suffix(".copy"), self.file)


def _copy_file(from_file: Path, to_file: Path) -> None:
    with closing(sqlite3.connect(from_file)) as old, closing(sqlite3.connect(to_file)) as new:
        old.backup(new)


def _on_postgres(statement: str) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_URL"])) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)


def journal_of(server: Server) -> str:
    [journal] = Path(server.environment["VAR_DIR"]).glob("suppression_journal-*.jsonl")
    return str(journal)


def finding(server: Server) -> str:
    health = server.get("/api/health/deep").json()
    check = health["checks"]["audit_trail"]
    assert (check["status"] == "degraded") == bool(check["finding"])
    return str(check["finding"])


def test_a_restored_database_sends_no_marketing_until_withdrawals_are_repeated(
    server_factory: Callable[..., Server], mailbox: SmtpServer
) -> None:
    server = server_factory(EMAIL_URL=mailbox.url, ADMIN_API_KEY=KEY, RATE_LIMIT_ENABLED="false")
    for address in (STAYS, UNSUBSCRIBES, REVOKES, ERASED):
        agree(server, visitor(server, address), rodo=True, marketing=True)
        assert server.post(links(server, mail_to(mailbox, address))[0]).status_code == 200
    server.manage("anchor_audit_log")
    server.stop()
    copy = Copy(server)
    copy.make()
    server.start()

    assert server.post("/api/unsubscribe", {"email": UNSUBSCRIBES}).status_code == 200
    assert server.post("/api/revoke-consent", {"email": REVOKES}).status_code == 200
    assert server.post("/api/rodo/erase", {"email": ERASED}).status_code == 202
    assert server.post(links(server, mail_to(mailbox, ERASED, 2))[0]).status_code == 200
    assert server.post("/api/unsubscribe", {"email": COMES_LATER}).status_code == 200
    server.manage("anchor_audit_log")
    assert finding(server) == ""
    server.stop()
    copy.put_back()
    server.start()

    assert finding(server)
    assert server.manage("shell", "-v0", "-c", GUARD).stdout.strip() == "True"
    assert [status(server, address)["marketing_consent"] for address in (UNSUBSCRIBES, REVOKES, ERASED)] == [True] * 3
    with pytest.raises(AssertionError, match="restored from a copy"):
        server.manage("anchor_audit_log")
    with pytest.raises(AssertionError, match="NOT intact"):
        server.manage("verify_audit_log")

    said = server.manage("replay_suppressions", journal_of(server)).stdout
    assert "4 lines that the trail lacks, of 4 persons" in said
    assert "unsubscribed: 2" in said
    assert "The restore is over" in said
    now = {address: status(server, address) for address in (STAYS, UNSUBSCRIBES, REVOKES, ERASED, COMES_LATER)}
    assert [one["marketing_consent"] for one in now.values()] == [True, False, False, False, False]
    assert [one["rodo_consent"] for one in now.values()] == [True, True, False, False, False]
    assert [one["last_action"] for one in now.values()] == [
        "opt-in",
        "unsubscribe",
        "revoke-consent",
        "erasure",
        "unsubscribe",
    ]
    server.manage("deliver_outbox")
    undo = links(server, mail_to(mailbox, REVOKES, 3))[0]
    assert finding(server) == ""
    assert server.manage("shell", "-v0", "-c", GUARD).stdout.strip() == "False"
    checked = server.manage("verify_audit_log").stdout
    assert "is intact" in checked
    assert "restored from a copy" in checked
    server.manage("anchor_audit_log")
    again = server.manage("replay_suppressions", journal_of(server)).stdout
    assert "0 lines" in again
    assert "Journal and anchors knew of no restore" in again
    assert finding(server) == ""
    assert server.post(undo).status_code == 200
    assert status(server, REVOKES)["marketing_consent"] is True
