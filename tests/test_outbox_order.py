"""Deliverers that are processes of their own: each message once, in order, whoever dies and whoever hangs."""

import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from integrations.outbox.lane import SHORTEST_NAP
from integrations.tests.vendor_server import HANG, Answer, Request, Trick, VendorServer
from tests.conftest import ROOT, Server

STREAMS, EACH = 200, 10
PATIENCE = 40  # seconds, for conditions that come true in one or two

ADD = """
from django.db import transaction
from integrations.outbox.add import outbox_add
with transaction.atomic():
    for key, destination, stream in {messages!r}:
        outbox_add(destination=destination, kind="lead", payload={{"n": 1}}, idempotency_key=key, stream=stream)
"""
MAKE_DUE = "from integrations.models import OutboxMessage as O; O.objects.waiting().update(next_attempt_at='2026-01-01T00:00Z')"
UNSENT = "from integrations.models import OutboxMessage as O; print('unsent', O.objects.exclude(status='sent').count())"
STATES = """
from integrations.models import OutboxMessage as O
print(list(O.objects.order_by("pk").values_list("idempotency_key", "status", "attempts")))
"""
EMPTY = "from integrations.models import OutboxMessage as O; O.objects.all().delete()"


class Vendor(VendorServer):
    """Takes whatever comes; hangs on what goes to the destination it is told to hang on."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs_on = ""
        self.times: list[float] = []

    def respond(self, request: Request) -> Answer | Trick:
        self.times.append(time.monotonic())
        return HANG if self.hangs_on and request.path.startswith(f"/{self.hangs_on}/") else Answer()

    @property
    def took(self) -> list[str]:
        return [request.path.removeprefix("/") for request in self.requests]


@pytest.fixture(scope="module")
def site(server_factory: Callable[..., Server]) -> Server:
    """A database of its own, and no web server that delivers too."""
    site = server_factory()
    site.stop()
    return site


@pytest.fixture
def vendor(site: Server) -> Iterator[Vendor]:
    with Vendor() as running:
        yield running
    shell(site, EMPTY)


def shell(site: Server, command: str) -> str:
    return site.manage("shell", "-v0", "-c", command).stdout


def add(site: Server, *messages: tuple[str, str, str]) -> None:
    """Key, destination and stream of each."""
    shell(site, ADD.format(messages=messages))


def deliverer(site: Server, vendor: Vendor, *options: str, **variables: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.outbox_deliverer", *options],
        cwd=ROOT,
        env={**site.environment, "VENDOR_URL": vendor.url, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, out + errors
    return out


def stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    said(process)


def test_two_deliverers_send_each_of_2000_messages_once_and_each_stream_in_order(site: Server, vendor: Vendor) -> None:
    keys = [(f"{stream}-{number}", "slack", f"lead:{stream}") for number in range(EACH) for stream in range(STREAMS)]
    add(site, *keys)
    both = [deliverer(site, vendor), deliverer(site, vendor)]
    shares = [int(said(process).split()[1].rstrip(",")) for process in both]
    assert sum(shares) == STREAMS * EACH
    assert all(shares), shares
    assert len(vendor.took) == len(set(vendor.took)) == STREAMS * EACH
    arrived: dict[str, list[int]] = defaultdict(list)
    for path in vendor.took:
        stream, _, number = path.removeprefix("slack/").partition("-")
        arrived[stream].append(int(number))
    assert all(numbers == list(range(EACH)) for numbers in arrived.values())
    assert "unsent 0" in shell(site, UNSENT)


@pytest.mark.parametrize(("step", "arrivals"), [("before send", 1), ("after send", 2), ("before mark", 2)])
def test_what_a_killed_deliverer_had_in_hand_comes_back_after_its_lease(
    site: Server, vendor: Vendor, step: str, arrivals: int
) -> None:
    add(site, ("first", "slack", "lead:1"), ("second", "slack", "lead:1"))
    killed = deliverer(site, vendor, DIE=step)
    killed.communicate(timeout=PATIENCE)
    assert killed.returncode == -signal.SIGKILL
    assert said(deliverer(site, vendor)).startswith("Sent 0,")  # leased to the dead, and the next one stays behind it
    shell(site, MAKE_DUE)
    assert said(deliverer(site, vendor)).startswith("Sent 2,")
    assert vendor.took == ["slack/first"] * arrivals + ["slack/second"]
    assert "unsent 0" in shell(site, UNSENT)


def test_a_destination_that_hangs_delays_no_other(site: Server, vendor: Vendor) -> None:
    vendor.hangs_on = "slack"
    add(site, ("hangs", "slack", ""))
    process = deliverer(site, vendor, "--loop", "0.2")
    vendor.wait_for(1)
    add(site, ("item", "monday", ""), ("letter", "mail", ""))
    vendor.wait_for(3)
    assert sorted(vendor.took) == ["mail/letter", "monday/item", "slack/hangs"]
    vendor.hangs_on = ""
    vendor.release()
    stop(process)


def test_one_pass_side_by_side_goes_on_with_the_others_while_one_hangs(site: Server, vendor: Vendor) -> None:
    vendor.hangs_on = "slack"
    add(site, ("hangs", "slack", ""), ("letter", "mail", ""))
    process = deliverer(site, vendor, "--side-by-side")
    vendor.wait_for(2)
    add(site, ("later", "mail", ""))
    vendor.wait_for(3)
    assert process.poll() is None
    assert sorted(vendor.took) == ["mail/later", "mail/letter", "slack/hangs"]
    vendor.hangs_on = ""
    vendor.release()
    assert said(process).startswith("Sent 2, to be tried again 1,")


def test_a_loop_that_is_told_to_stop_finishes_what_each_lane_has_in_hand(site: Server, vendor: Vendor) -> None:
    vendor.hangs_on = "slack"
    add(site, ("first", "slack", ""), ("second", "slack", ""))
    process = deliverer(site, vendor, "--loop", "5")
    vendor.wait_for(1)
    process.send_signal(signal.SIGTERM)
    vendor.release()
    said(process)
    assert vendor.took == ["slack/first"]
    assert "[('first', 'pending', 1), ('second', 'pending', 0)]" in shell(site, STATES)  # and nothing that is still leased


def test_a_vendor_to_whom_sending_is_in_vain_makes_no_lane_spin(site: Server, vendor: Vendor) -> None:
    add(site, ("waits", "slack", ""), ("goes", "mail", ""))
    process = deliverer(site, vendor, "--loop", "5", POSTPONED="slack")
    vendor.wait_for(5)
    stop(process)
    tries = [moment for moment, path in zip(vendor.times, vendor.took, strict=True) if path == "slack/waits"]
    assert min(later - earlier for earlier, later in pairwise(tries)) >= SHORTEST_NAP * 0.9
    assert "unsent 1" in shell(site, UNSENT)


def test_a_run_says_what_it_waits_for(site: Server) -> None:
    shell(site, "from integrations.breakers import slack_breaker; slack_breaker.open()")
    out = site.manage("deliver_outbox").stdout
    assert out.startswith("Sent 0, to be tried again 0, given up 0, lost 0.")
    assert "Waiting for what does not answer: slack until " in out
    shell(site, "from integrations.breakers import slack_breaker; slack_breaker.close()")
    assert "Waiting" not in site.manage("deliver_outbox").stdout
