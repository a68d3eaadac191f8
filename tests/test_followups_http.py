"""Follow-ups as visitors and operators meet them: real processes, a real mail server, a clock moved in the database."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
import requests

from integrations.tests.smtp_server import TAKEN, SmtpServer
from tests.conftest import ROOT, Server
from tests.test_outbox_mail import until

# Moves everything that happened back in time, so that the present comes later.
PASS_HOURS = """
from datetime import timedelta
from django.db.models import F
from chatbot.models import ChatConversation
from followups.models import FollowupEvent
hours = timedelta(hours={hours})
ChatConversation.objects.update(last_message_at=F("last_message_at") - hours)
for name in ("planned_from", "sent_at", "lease_until"):
    FollowupEvent.objects.update(**{{name: F(name) - hours}})
"""
AGREED = """
import uuid
from datetime import timedelta
from django.utils import timezone
from chatbot.models import ChatConversation
from consent.models import ConsentText
from consent.models.audit import Action, Source
from consent.services.audit_append import Entry, audit_append
from consent.services.origin import Origin
from django.db import transaction
last = timezone.now() - timedelta(hours=25)
with transaction.atomic():
    talks = ChatConversation.objects.bulk_create(
        ChatConversation(session_id=uuid.uuid4(), started_at=last, last_message_at=last, email=f"{prefix}{{n}}@example.pl",
            marketing_consent=True, rodo_consent=True)
        for n in range({count})
    )
    text = ConsentText.objects.version("marketing", "1", "pl")
    audit_append([Entry(Action.OPT_IN, Origin(Source.MAIL_LINK), purpose="marketing", email=talk.email, conversation_id=talk.pk,
        text=text) for talk in talks], now=last)
"""
# What a sender does, ended by kill -9 at one of its steps.
DIE = """
import os, signal
from followups.services import send
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
def then_die(function):
    def run(*args, **kwargs):
        function(*args, **kwargs)
        die()
    return run
{patch}
send.followups_send()
"""
DEATHS = {
    "after the claim": "send.followup_mail = die",
    "before the last look": "send.followup_confirm = die",
    "after the last look": "send.followup_confirm = then_die(send.followup_confirm)",
    "after the mail was handed over": "send.followup_sent = die",
}
REPORT = """
from consent.models import ConsentAuditLog as C
from followups.models import FollowupEvent as E
print([(e.conversation.email, e.followup_number, e.status, e.reason) for e in E.objects.order_by("pk")])
print([row.action for row in C.objects.order_by("pk")])
"""


@pytest.fixture(scope="module")
def mailbox() -> Iterator[SmtpServer]:
    with SmtpServer() as running:
        yield running


@pytest.fixture(scope="module")
def site(mailbox: SmtpServer, server_factory: Callable[..., Server]) -> Server:
    return server_factory(EMAIL_URL=mailbox.url, FOLLOWUP_QUIET_HOURS="off", RATE_LIMIT_ENABLED="false")


@pytest.fixture(autouse=True)
def empty_mailbox(mailbox: SmtpServer) -> None:
    mailbox.answer = TAKEN
    mailbox.messages.clear()
    mailbox.recipients.clear()


def run(site: Server, code: str) -> str:
    return site.manage("shell", "-v0", "-c", code).stdout


def hours_pass(site: Server, hours: float) -> None:
    run(site, PASS_HOURS.format(hours=hours))


def send(site: Server) -> str:
    return site.manage("send_followups").stdout


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def first_link(site: Server, mail: EmailMessage) -> str:
    found = re.search(re.escape(site.url) + r"/\S+", text_of(mail))
    assert found
    return found.group()


def visitor(site: Server, mailbox: SmtpServer, email: str, **purposes: bool) -> str:
    """Talks, agrees and confirms by the mailed link; returns the session."""
    session = str(site.chat("Ile kosztuje pakiet Comfort dla 60 m2 w Gdańsku?")["session_id"])
    agreed = {"session_id": session, "email": email, "name": "Anna", "purposes": purposes, "text_version": "1"}
    assert site.post("/api/consent", agreed).status_code == 200
    if purposes.get("marketing"):
        until(lambda: email in mailbox.recipients)
        mail = mailbox.messages[mailbox.recipients.index(email)]
        assert requests.post(first_link(site, mail), timeout=20).status_code == 200
    return session


def test_three_mails_at_their_hours_one_click_stops_them_and_others_get_none(site: Server, mailbox: SmtpServer) -> None:
    session = visitor(site, mailbox, "anna@example.pl", rodo=True, marketing=True)
    visitor(site, mailbox, "stops@example.pl", rodo=True, marketing=True)
    visitor(site, mailbox, "only-rodo@example.pl", rodo=True)
    site.chat("Mój mail to typed-only@example.pl")
    mailbox.messages.clear()
    mailbox.recipients.clear()

    assert "Sent 0," in send(site)
    hours_pass(site, 24)
    assert "Sent 2," in send(site)
    assert "Sent 0," in send(site)
    assert sorted(mailbox.recipients) == ["anna@example.pl", "stops@example.pl"]
    history = site.get(f"/api/chatbot/conversations/{session}").json()["messages"]
    assert history[-1]["sender"] == "assistant"
    begins = history[-1]["text"].partition("\n\n")[0]
    assert begins in text_of(mailbox.messages[mailbox.recipients.index("anna@example.pl")])

    # One click in the mail program (RFC 8058).
    mail = mailbox.messages[mailbox.recipients.index("stops@example.pl")]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = re.search(r"<(http[^>]+)>", mail["List-Unsubscribe"])
    assert one_click
    assert requests.post(one_click[1], data={"List-Unsubscribe": "One-Click"}, timeout=20).status_code == 200

    hours_pass(site, 48)
    assert "Sent 1," in send(site)
    hours_pass(site, 96)
    assert "Sent 1," in send(site)
    hours_pass(site, 24)
    assert "Sent 0," in send(site)
    assert sorted(mailbox.recipients) == ["anna@example.pl"] * 3 + ["stops@example.pl"]

    told = run(site, REPORT)
    assert told.count("'sent'") == 4
    assert told.count("'followup-sent'") == 4
    assert told.count("'unsubscribe'") == 1
    assert "intact" in site.manage("verify_audit_log").stdout


def test_senders_killed_at_every_step_lose_nothing(site: Server, mailbox: SmtpServer) -> None:
    """One sender for each step; each finds what the ones before it hold, and takes another."""
    run(site, AGREED.format(prefix="killed", count=len(DEATHS)))
    for patch in DEATHS.values():
        killed = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v0", "-c", DIE.format(patch=patch)],
            cwd=ROOT,
            env=site.environment,
            timeout=60,
            check=False,
        )
        assert killed.returncode == -9
    assert len(mailbox.recipients) == 1  # of the sender that was killed before it could mark the event
    assert "Sent 0," in send(site)  # still leased to the dead
    run(site, "from followups.models import *; FollowupEvent.objects.update(lease_until='2026-01-01T00:00Z')")
    assert f"Sent {len(DEATHS)}," in send(site)
    assert set(mailbox.recipients) == {f"killed{number}@example.pl" for number in range(len(DEATHS))}
    assert len(mailbox.messages) == len(DEATHS) + 1
    assert len({mail["Message-ID"] for mail in mailbox.messages}) == len(DEATHS)


def test_two_senders_send_each_of_2000_mails_once(site: Server, mailbox: SmtpServer) -> None:
    run(site, AGREED.format(prefix="many", count=2000))
    both = [
        subprocess.Popen(
            [sys.executable, "manage.py", "send_followups"], cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300)[0] for process in both]
    sent = [int(re.search(r"Sent (\d+),", text)[1]) for text in said]  # type: ignore[index]
    assert sum(sent) == 2000
    assert min(sent) > 0
    assert len(mailbox.recipients) == len(set(mailbox.recipients)) == 2000
