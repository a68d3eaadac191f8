"""A mail leaves once, whatever happens to the mail server or to ours, and no request waits for it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from integrations.tests.smtp_server import HANG, TAKEN, SmtpServer
from tests.conftest import ROOT, Server

PATIENCE = 40  # seconds, for conditions that come true in one or two

MAKE_DUE = "from integrations.models import OutboxMessage as O; O.objects.waiting().update(next_attempt_at='2026-01-01T00:00Z')"
ADD_200 = """
from integrations.mail.outgoing import mail_add
for number in range(200):
    key = f"many:{number}"
    mail_add(to=f"p{number}@example.pl", subject=f"Mail {number}", text="Dzień dobry", kind="test", idempotency_key=key)
"""
UNSENT = "from integrations.models import OutboxMessage as O; print('unsent', O.objects.exclude(status='sent').count())"


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "It did not come true"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def mailbox() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture(scope="module")
def site(mailbox: SmtpServer, server_factory: Callable[..., Server]) -> Server:
    return server_factory(EMAIL_URL=mailbox.url)


@pytest.fixture(autouse=True)
def empty_mailbox(mailbox: SmtpServer) -> Iterator[None]:
    mailbox.answer = TAKEN
    mailbox.messages.clear()
    mailbox.recipients.clear()
    mailbox.asked.clear()
    yield
    mailbox.answer = TAKEN


def ask_for_a_mail(site: Server, address: str) -> None:
    response = site.post("/api/rodo/export", {"email": address})
    assert response.status_code == 202, response.text


def deliverer(site: Server, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_outbox", *options],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def nothing_is_left(site: Server) -> bool:
    return "unsent 0" in site.manage("shell", "-v0", "-c", UNSENT).stdout


def test_a_mail_goes_out_after_the_request(site: Server, mailbox: SmtpServer) -> None:
    ask_for_a_mail(site, "anna@example.pl")
    until(lambda: mailbox.recipients == ["anna@example.pl"])
    assert site.manage("deliver_outbox").stdout.startswith("Sent 0,")
    assert len(mailbox.messages) == 1


def test_a_request_does_not_wait_for_a_mail_server_that_hangs(site: Server, mailbox: SmtpServer) -> None:
    mailbox.answer = HANG
    ask_for_a_mail(site, "hung@example.pl")
    assert mailbox.asked.wait(PATIENCE)
    site.chat("Dzień dobry")
    assert mailbox.messages == []
    mailbox.answer = TAKEN
    until(lambda: mailbox.recipients == ["hung@example.pl"])


def test_a_mail_waits_for_a_mail_server_that_is_down_and_arrives_once(site: Server, mailbox: SmtpServer) -> None:
    mailbox.stop()
    ask_for_a_mail(site, "down@example.pl")
    until(lambda: "goes out later" in site.log)
    mailbox.start()
    until(lambda: mailbox.messages)
    until(lambda: nothing_is_left(site))
    assert mailbox.recipients == ["down@example.pl"]


def test_what_a_killed_server_left_goes_out_by_the_command_once(site: Server, mailbox: SmtpServer) -> None:
    mailbox.answer = HANG
    ask_for_a_mail(site, "killed@example.pl")
    assert mailbox.asked.wait(PATIENCE)
    site.kill()
    until(lambda: mailbox.hanging == 0)  # the last of its processes is gone, and its mail with it
    mailbox.answer = TAKEN
    assert site.manage("deliver_outbox").stdout.startswith("Sent 0,")  # still leased to the dead
    site.manage("shell", "-v0", "-c", MAKE_DUE)  # the lease is over
    assert site.manage("deliver_outbox").stdout.startswith("Sent 1,")
    site.start()
    assert site.manage("deliver_outbox").stdout.startswith("Sent 0,")
    assert mailbox.recipients == ["killed@example.pl"]


def test_what_a_killed_server_left_goes_out_when_it_starts_again(site: Server, mailbox: SmtpServer) -> None:
    mailbox.stop()
    ask_for_a_mail(site, "restarted@example.pl")
    site.kill()
    mailbox.start()
    site.manage("shell", "-v0", "-c", MAKE_DUE)
    site.start()
    until(lambda: mailbox.messages)
    until(lambda: nothing_is_left(site))
    assert mailbox.recipients == ["restarted@example.pl"]


def test_two_deliverers_send_each_of_200_messages_once(site: Server, mailbox: SmtpServer) -> None:
    site.manage("shell", "-v0", "-c", ADD_200)
    both = [deliverer(site), deliverer(site)]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert len(mailbox.messages) == 200
    assert len({message["Message-ID"] for message in mailbox.messages}) == 200
    assert nothing_is_left(site)


def test_a_loop_that_is_stopped_finishes_the_message_in_hand(site: Server, mailbox: SmtpServer) -> None:
    site.kill()  # so that the loop is the only one to deliver
    mailbox.answer = HANG
    site.manage("shell", "-v0", "-c", ADD_200.replace("range(200)", "range(2)").replace("many:", "stopped:"))
    process = deliverer(site, "--loop", "5")
    assert mailbox.asked.wait(PATIENCE)
    process.send_signal(signal.SIGTERM)
    mailbox.answer = TAKEN
    assert process.wait(PATIENCE) == 0
    process.communicate()
    assert len(mailbox.messages) == 1
    assert site.manage("deliver_outbox").stdout.startswith("Sent 1,")
    site.start()


def state_and_parent(pid: int) -> tuple[str, int]:
    """As in proc(5); a process that is not there reads as a zombie."""
    try:
        state, parent = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return "Z", 0
    return state, int(parent)


def children(parent: int) -> list[int]:
    return [int(path.name) for path in Path("/proc").glob("[0-9]*") if state_and_parent(int(path.name))[1] == parent]


def lives(pid: int) -> bool:
    return state_and_parent(pid)[0] != "Z"


@pytest.fixture
def served(site: Server) -> "Iterator[subprocess.Popen[bytes]]":
    """The site as `make run` starts it, in a process group of its own."""
    site.kill()
    environment = {**site.environment, "PORT": site.url.rpartition(":")[2]}
    with site.log_file.open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "scripts/serve.py"], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )

    def answers() -> bool:
        try:
            return site.get("/api/health").status_code == 200
        except OSError:
            return False

    until(answers)
    until(lambda: len(children(process.pid)) == 2)
    yield process
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    site.start()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_web_server_and_the_scheduler(site: Server, served: "subprocess.Popen[bytes]", number: int) -> None:
    web_and_scheduler = children(served.pid)
    until(lambda: "APScheduler started: cache cleanup every 10 minutes" in site.log)
    assert site.get("/api/health/deep").json()["checks"]["scheduler"]["status"] == "ok"
    served.send_signal(number)
    assert served.wait(PATIENCE) == 0
    assert [pid for pid in web_and_scheduler if lives(pid)] == []


def test_with_the_web_server_the_scheduler_ends(served: "subprocess.Popen[bytes]") -> None:
    web, scheduler = sorted(children(served.pid))
    os.kill(web, signal.SIGTERM)
    assert served.wait(PATIENCE) == 0
    assert not lives(scheduler)


def test_without_the_scheduler_visitors_are_served_all_the_same(site: Server, served: "subprocess.Popen[bytes]") -> None:
    _, scheduler = sorted(children(served.pid))
    os.kill(scheduler, signal.SIGKILL)
    until(lambda: "The scheduler has ended (-9)" in site.log)
    site.chat("Dzień dobry")


def test_the_scheduler_does_not_survive_a_kill_of_what_started_it(served: "subprocess.Popen[bytes]") -> None:
    _, scheduler = sorted(children(served.pid))
    served.kill()
    served.wait()
    until(lambda: not lives(scheduler))


def test_the_start_log_says_where_mail_goes(site: Server, mailbox: SmtpServer, server: Server) -> None:
    assert f"Outgoing mail initialized (server: 127.0.0.1:{mailbox.port})" in site.log
    assert "Outgoing mail reaches nobody: EMAIL_URL is not set, mail goes to files in " in server.log


def test_without_a_mail_server_the_mail_is_a_file(server: Server) -> None:
    ask_for_a_mail(server, "file@example.pl")
    folder = Path(server.environment["VAR_DIR"]) / "mail"
    until(lambda: [file for file in folder.glob("*.eml") if b"file@example.pl" in file.read_bytes()])
