"""A run of the sender, with a real mail server: who gets what, when, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from chatbot.models import ChatConversation, ChatMessage, Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.message_answer import message_answer
from chatbot.signals import visitor_wrote
from consent.models import ConsentAuditLog
from consent.models.audit import Action
from consent.services.audit_append import audit_append
from consent.services.audit_verify import audit_verify
from consent.services.consent_revoke import consent_revoke
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.person import Person
from consent.services.person_erase import person_erase
from consent.services.processing_restrict import processing_restrict
from consent.services.subject import subject_of
from followups.mail.compose import followup_mail
from followups.models import FollowupEvent, FollowupPause, FollowupStatus
from followups.schedule.reason import Reason
from followups.services import marks, send
from followups.services.cancel import followup_cancel
from followups.services.claim import LEASE
from followups.services.send import Run, followups_send
from followups.services.talks import talks
from followups.tests.cast import LAST, ORIGIN, Clock, agree, agreed, states, talked
from integrations.breakers import mail_breaker
from integrations.mail import smtp
from integrations.mail.hand_over import hand_over
from integrations.tests.smtp_server import CLOSE, HANG, RESET, TAKEN, SmtpServer

pytestmark = pytest.mark.django_db


def run_at(clock: Clock, hours: float) -> Run:
    clock.hours = hours
    return followups_send(clock)


def test_three_mails_at_their_hours_and_no_fourth(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    for hours, sent in [(23.9, 0), (24, 1), (24.1, 1), (71.9, 1), (72, 2), (100, 2), (168, 3), (169, 3), (400, 3)]:
        run_at(clock, hours)
        assert len(mailbox.messages) == sent, hours
    assert mailbox.recipients == ["anna@example.pl"] * 3
    assert states(conversation) == dict.fromkeys((1, 2, 3), ("sent", ""))
    assert len({message["Message-ID"] for message in mailbox.messages}) == 3


def test_others_get_none(mailbox: SmtpServer, clock: Clock) -> None:
    talked("nobody-asked@example.pl")
    talked("claims-to@example.pl", marketing_consent=True)  # without a row in the trail
    talked(None, marketing_consent=True)
    for hours in (24, 72, 168):
        run_at(clock, hours)
    assert mailbox.messages == []
    assert not FollowupEvent.objects.exists()


def test_what_is_kept_of_a_mail(mailbox: SmtpServer, clock: Clock, client: Client) -> None:
    conversation = agreed()
    consent = ConsentAuditLog.objects.get(action=Action.OPT_IN, purpose="marketing")
    newest = ConsentAuditLog.objects.order_by("-pk")[0]
    run_at(clock, 25)
    event = FollowupEvent.objects.get()
    assert (event.consent_row, event.chain_hash) == (consent.pk, newest.hash)
    assert (event.sent_at, event.planned_from, event.attempts) == (clock(), LAST, 1)
    assert mailbox.messages[0]["Message-ID"] == event.message_id
    row = ConsentAuditLog.objects.latest("pk")
    assert (row.action, row.purpose, row.email, row.conversation_id) == (
        Action.FOLLOWUP_SENT,
        "marketing",
        "anna@example.pl",
        conversation.pk,
    )
    assert row.facts == {"number": 1, "consent_row": consent.pk, "message_id": event.message_id}
    assert audit_verify().finding == ""
    assert [change.status for change in event.changes.all()] == ["claimed", "sending", "sent"]


def test_the_visitor_who_comes_back_finds_the_message(mailbox: SmtpServer, clock: Clock, client: Client) -> None:
    conversation = agreed()
    run_at(clock, 24)
    history = client.get(f"/api/chatbot/conversations/{conversation.session_id}").json()["messages"]
    assert [message["sender"] for message in history] == ["assistant"]
    assert history[0]["text"] in (ChatMessage.objects.get().text,)
    reply = message_answer(message="Ile kosztuje Comfort?", session_id=conversation.session_id, message_id=None, now=clock())
    assert reply.conversation_id == conversation.pk


OBSTACLES: dict[Reason, Callable[[ChatConversation, datetime], Any]] = {
    Reason.SUPPRESSED: lambda talk, now: marketing_unsubscribe(
        person=Person(email=talk.email), origin=ORIGIN, reason=None, now=now
    ),
    Reason.REPLIED: lambda talk, now: message_answer(
        message="Jeszcze jedno pytanie", session_id=talk.session_id, message_id=None, now=now
    ),
    Reason.BOOKED: lambda talk, now: ChatConversation.objects.filter(pk=talk.pk).update(booked_at=now),
    Reason.ENDED: lambda talk, now: ChatConversation.objects.filter(pk=talk.pk).update(ended_at=now),
    Reason.ANONYMISED: lambda talk, now: ChatConversation.objects.filter(pk=talk.pk).update(anonymised_at=now),
    Reason.LEAD_CLOSED: lambda talk, now: Lead.objects.filter(conversation=talk).update(status=LeadStatus.LOST),
    Reason.RESTRICTED: lambda talk, now: processing_restrict(
        person=Person(email=talk.email), reason=None, user_id=1, origin=ORIGIN, now=now
    ),
    Reason.NO_CONSENT: lambda talk, now: message_answer(
        message="Mój mail to inna@example.pl", session_id=talk.session_id, message_id=None, now=talk.last_message_at
    ),
    Reason.BY_STAFF: lambda talk, now: followup_cancel(conversation_id=talk.pk, number=1, by="anna", now=now),
}


@pytest.mark.parametrize("reason", OBSTACLES)
def test_what_happens_before_keeps_a_mail_back(mailbox: SmtpServer, clock: Clock, reason: Reason) -> None:
    conversation = agreed()
    clock.hours = 23
    OBSTACLES[reason](conversation, clock())
    run_at(clock, 24)
    assert mailbox.messages == []


@pytest.mark.parametrize("reason", OBSTACLES)
def test_what_happens_between_claim_and_sending_wins(
    mailbox: SmtpServer, clock: Clock, reason: Reason, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = agreed()

    def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
        OBSTACLES[reason](conversation, clock())
        return hand_over(mail, may_go)

    monkeypatch.setattr(send, "hand_over", interrupted)
    run_at(clock, 24)
    assert mailbox.messages == []
    status, why = states(conversation)[1]
    assert status == FollowupStatus.CANCELLED
    assert why in ({reason, Reason.REPLIED} if reason == Reason.NO_CONSENT else {reason, Reason.NO_CONSENT})
    run_at(clock, 24.5)
    assert mailbox.messages == []


def test_a_revocation_and_an_erasure_between_claim_and_sending(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed("revoked@example.pl")
    agreed("erased@example.pl")

    def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
        if mail.to == "revoked@example.pl":
            consent_revoke(person=Person(email=mail.to), origin=ORIGIN, reason=None, now=clock())
        else:
            with transaction.atomic():
                person_erase(subject_of(mail.to), origin=ORIGIN, now=clock())
        return hand_over(mail, may_go)

    monkeypatch.setattr(send, "hand_over", interrupted)
    run_at(clock, 24)
    assert mailbox.messages == []
    assert [event.status for event in FollowupEvent.objects.all()] == [FollowupStatus.CANCELLED]


def test_a_visitor_who_wrote_again_is_followed_up_from_there(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    clock.hours = 23
    OBSTACLES[Reason.REPLIED](conversation, clock())
    run_at(clock, 46.9)
    assert mailbox.messages == []
    run_at(clock, 47)
    assert states(conversation) == {1: ("sent", "")}


def test_a_mail_cancelled_by_a_reply_comes_up_again(mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = agreed()
    with monkeypatch.context() as patch:

        def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
            OBSTACLES[Reason.REPLIED](conversation, clock())
            return hand_over(mail, may_go)

        patch.setattr(send, "hand_over", interrupted)
        run_at(clock, 24)
    assert states(conversation) == {1: ("cancelled", Reason.REPLIED)}
    run_at(clock, 48)
    assert states(conversation) == {1: ("sent", "")}
    assert len(mailbox.messages) == 1


def test_the_mail_goes_to_the_address_that_agreed(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed("agreed@example.pl")
    ChatConversation.objects.filter(pk=conversation.pk).update(email="other@example.pl")  # past every service
    run_at(clock, 24)
    assert mailbox.messages == []


def test_three_for_a_person_over_all_their_conversations(mailbox: SmtpServer, clock: Clock) -> None:
    for _ in range(5):
        agreed("busy@example.pl")
    agreed("other@example.pl")
    run_at(clock, 24)
    assert sorted(mailbox.recipients) == ["busy@example.pl"] * 3 + ["other@example.pl"]


def test_a_mail_that_may_be_out_counts_towards_the_limit(mailbox: SmtpServer, clock: Clock) -> None:
    for _ in range(3):
        talk = agreed("busy@example.pl")
    run_at(clock, 24)
    FollowupEvent.objects.filter(conversation=talk).update(status="sending", lease_until=clock() + LEASE)
    agreed("busy@example.pl")
    run_at(clock, 24.1)
    assert len(mailbox.messages) == 3


def test_nothing_at_night(mailbox: SmtpServer, clock: Clock) -> None:
    agreed(last=LAST + timedelta(hours=8))  # 20:00
    assert run_at(clock, 32).stopped == Reason.QUIET_HOURS
    assert mailbox.messages == []
    run_at(clock, 45)  # 9:00
    assert len(mailbox.messages) == 1


def test_quiet_hours_can_be_lifted(mailbox: SmtpServer, clock: Clock, settings: Settings) -> None:
    settings.FOLLOWUP_QUIET_HOURS = None
    agreed(last=LAST + timedelta(hours=8))
    run_at(clock, 32)
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("switch", ["FOLLOWUPS_ENABLED", "UNSUBSCRIBE_ENABLED"])
def test_the_switches(mailbox: SmtpServer, clock: Clock, settings: Settings, switch: str) -> None:
    agreed()
    setattr(settings, switch, False)
    assert run_at(clock, 24).stopped == Reason.SWITCHED_OFF
    assert mailbox.messages == []


def test_the_pause(mailbox: SmtpServer, clock: Clock) -> None:
    agreed()
    FollowupPause.objects.create(since=LAST)
    assert run_at(clock, 24).stopped == Reason.PAUSED
    FollowupPause.objects.all().delete()
    run_at(clock, 25)
    assert len(mailbox.messages) == 1


def test_a_pause_in_the_middle_of_a_run(mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = agreed()
    with monkeypatch.context() as patch:

        def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
            FollowupPause.objects.create(since=LAST)
            return hand_over(mail, may_go)

        patch.setattr(send, "hand_over", interrupted)
        run_at(clock, 24)
    assert mailbox.messages == []
    FollowupPause.objects.all().delete()
    run_at(clock, 24.1)
    assert states(conversation) == {1: ("sent", "")}


def test_a_refusal_for_good_ends_it_for_the_person(mailbox: SmtpServer, clock: Clock) -> None:
    conversation, other = agreed(), agreed(last=LAST + timedelta(hours=1))
    mailbox.answer, mailbox.step = "550 5.1.1 No such user", "RCPT"
    run_at(clock, 24)
    assert states(conversation) == {1: ("failed", Reason.REFUSED)}
    mailbox.answer = TAKEN
    for hours in (25, 72, 73, 168, 169):
        run_at(clock, hours)
    assert mailbox.messages == []
    assert states(other) == {}


def test_a_consent_confirmed_since_then_proves_the_address(mailbox: SmtpServer, clock: Clock) -> None:
    agreed()
    mailbox.answer, mailbox.step = "550 5.1.1 No such user", "RCPT"
    run_at(clock, 24)
    mailbox.answer = TAKEN
    agreed(last=clock() + timedelta(hours=1))
    run_at(clock, 49)
    assert len(mailbox.messages) == 1


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted", "450 4.2.0 Later", CLOSE, RESET, HANG])
@pytest.mark.parametrize("step", ["GREETING", "RCPT", "DATA"])
def test_a_failure_for_now_is_tried_again_under_the_same_message_id(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch, answer: str, step: str
) -> None:
    monkeypatch.setattr(smtp, "STEP_SECONDS", 1.5)
    conversation = agreed()
    mailbox.answer, mailbox.step = answer, step
    assert run_at(clock, 24).later == 1
    event = FollowupEvent.objects.get()
    assert (event.status, event.attempts) == (FollowupStatus.CLAIMED, 1)
    assert event.last_error
    assert "anna" not in event.last_error
    assert run_at(clock, 24).later == 0  # not before its time
    mailbox.answer = TAKEN
    run_at(clock, 24.01)
    assert states(conversation) == {1: ("sent", "")}
    assert [message["Message-ID"] for message in mailbox.messages] == [event.message_id]


def test_a_mail_server_that_is_down_costs_no_mail(mailbox: SmtpServer, clock: Clock) -> None:
    people = [f"p{number}@example.pl" for number in range(8)]
    for person in people:
        agreed(person)
    mailbox.stop()
    assert run_at(clock, 24).stopped == Reason.BREAKER
    assert FollowupEvent.objects.filter(attempts__gt=0).count() == 6  # five failed, the sixth met an open breaker
    assert run_at(clock, 24.1).stopped == Reason.BREAKER
    mailbox.start()
    mail_breaker.close()
    run_at(clock, 24.2)
    assert sorted(mailbox.recipients) == people


def test_ten_attempts_are_the_most(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    mailbox.answer, mailbox.step = "451 4.7.1 Greylisted", "RCPT"
    run_at(clock, 24)
    FollowupEvent.objects.update(tries=9, lease_until=clock())
    run_at(clock, 25)
    assert states(conversation) == {1: ("failed", Reason.GIVEN_UP)}
    mailbox.answer = TAKEN
    run_at(clock, 72)
    assert states(conversation)[2] == ("sent", "")


def test_a_mail_that_cannot_be_written_stops_no_other(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed("broken@example.pl")
    agreed("whole@example.pl")

    def breaking(conversation: ChatConversation, number: int, email: str, now: datetime) -> Any:
        if email == "broken@example.pl":
            raise ValueError(email)
        return followup_mail(conversation, number, email, now)

    monkeypatch.setattr(send, "followup_mail", breaking)
    assert run_at(clock, 24).failed == 1
    assert mailbox.recipients == ["whole@example.pl"]
    assert "example.pl" not in FollowupEvent.objects.get(status="claimed").last_error


def test_a_withdrawal_ends_it_and_a_new_consent_begins_it_again(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    run_at(clock, 24)
    OBSTACLES[Reason.SUPPRESSED](conversation, clock())
    run_at(clock, 72)
    run_at(clock, 168)
    assert len(mailbox.messages) == 1
    agree(conversation, "anna@example.pl", now=clock())  # suppressed: it counts only once its mailed link is used
    run_at(clock, 169)
    assert len(mailbox.messages) == 1


def test_what_a_dead_sender_left_is_taken_up_under_the_same_message_id(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    mailbox.answer = CLOSE
    run_at(clock, 24)
    event = FollowupEvent.objects.get()
    FollowupEvent.objects.update(status="sending", lease_until=clock() + LEASE)  # killed after it was handed over
    mailbox.answer = TAKEN
    run_at(clock, 24)
    assert mailbox.messages == []
    run_at(clock, 24.1)
    assert states(conversation) == {1: ("sent", "")}
    assert mailbox.messages[0]["Message-ID"] == event.message_id


def test_what_a_dead_sender_left_too_long_is_called_off(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    run_at(clock, 24)
    FollowupEvent.objects.update(status="claimed", sent_at=None, lease_until=clock() + LEASE)
    mailbox.messages.clear()
    run_at(clock, 73)
    assert states(conversation) == {1: ("cancelled", Reason.STALE), 2: ("sent", "")}
    assert len(mailbox.messages) == 1


def test_a_mark_that_fails_does_not_send_the_mail_again(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither to this person nor for ever to the first of many."""
    first, second = agreed("first@example.pl"), agreed("second@example.pl")

    def fails(*args: Any, **kwargs: Any) -> None:
        raise ValueError("first@example.pl")

    monkeypatch.setattr(marks, "audit_append", fails)
    for hours in (24, 24.1, 24.2):
        run_at(clock, hours)
    assert mailbox.recipients == ["first@example.pl", "second@example.pl"]
    assert states(first) == states(second) == {1: ("sent", "")}


def test_a_connection_lost_before_the_mark_is_made_anew(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed()
    errors = [OperationalError("server closed the connection unexpectedly")]

    def once_lost(*args: Any, **kwargs: Any) -> Any:
        if errors:
            raise errors.pop()
        return audit_append(*args, **kwargs)

    monkeypatch.setattr(marks, "audit_append", once_lost)
    run_at(clock, 24)
    assert ConsentAuditLog.objects.filter(action=Action.FOLLOWUP_SENT).count() == 1
    assert ChatMessage.objects.count() == 1


def test_a_mail_that_may_be_out_is_repeated_once_whoever_dies(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    for hours in (24, 24.1, 24.2, 24.3):
        run_at(clock, hours)
        FollowupEvent.objects.filter(status="sent").update(status="sending", lease_until=clock())  # killed before the mark
    assert len(mailbox.messages) == 2
    assert len({message["Message-ID"] for message in mailbox.messages}) == 1
    assert states(conversation) == {1: ("failed", Reason.GIVEN_UP)}


def test_a_mail_that_may_be_out_counts_when_its_time_is_over(mailbox: SmtpServer, clock: Clock) -> None:
    """For the gap of a day, and for the limit."""
    conversation = agreed()
    run_at(clock, 71.9)
    FollowupEvent.objects.update(status="sending", lease_until=clock())
    run_at(clock, 72.1)
    assert states(conversation) == {1: ("cancelled", Reason.STALE)}
    run_at(clock, 95.8)
    assert len(mailbox.messages) == 1
    run_at(clock, 96)
    assert states(conversation)[2] == ("sent", "")
    assert tuple(sorted(talks([conversation], clock())[0].talk.sent_to_person)) == (Clock(71.9)(), Clock(96)())


def test_a_mail_that_may_be_out_is_not_sent_again_after_a_reply(mailbox: SmtpServer, clock: Clock) -> None:
    conversation = agreed()
    run_at(clock, 24)
    FollowupEvent.objects.update(status="sending", lease_until=clock())
    OBSTACLES[Reason.REPLIED](conversation, clock())
    for hours in (24.1, 48, 49):
        run_at(clock, hours)
    assert len(mailbox.messages) == 1
    assert states(conversation) == {1: ("cancelled", Reason.REPLIED)}


def test_nothing_of_a_person_is_left_who_was_erased_after_they_were_found(
    mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    agreed("a@example.pl")
    agreed("b@example.pl")
    erased = iter(["b@example.pl"])

    def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
        for email in erased:
            with transaction.atomic():
                person_erase(subject_of(email), origin=ORIGIN, now=clock())
        return hand_over(mail, may_go)

    monkeypatch.setattr(send, "hand_over", interrupted)
    run_at(clock, 24)
    assert mailbox.recipients == ["a@example.pl"]
    assert FollowupEvent.objects.count() == 1


def test_waiting_for_the_server_uses_up_no_try(mailbox: SmtpServer, clock: Clock) -> None:
    agreed()
    mailbox.stop()
    for _ in range(5):
        run_at(clock, 24)
        FollowupEvent.objects.update(lease_until=clock())
    assert FollowupEvent.objects.get().tries == 5
    for hours in range(25, 40):  # the breaker is open
        run_at(clock, hours)
    event = FollowupEvent.objects.get()
    assert (event.status, event.tries) == (FollowupStatus.CLAIMED, 5)


def test_a_mail_that_cannot_be_written_is_held_against_nobody(mailbox: SmtpServer, clock: Clock, settings: Settings) -> None:
    conversation = agreed()
    settings.DEFAULT_FROM_EMAIL = "no address\n"
    assert run_at(clock, 24).later == 1
    settings.DEFAULT_FROM_EMAIL = "NovaHouse <kontakt@novahouse.pl>"
    run_at(clock, 25)
    assert states(conversation) == {1: ("sent", "")}


def test_many_refusals_in_a_row_end_the_run(mailbox: SmtpServer, clock: Clock) -> None:
    for number in range(8):
        agreed(f"p{number}@example.pl")
    mailbox.answer, mailbox.step = "554 5.7.1 Relay access denied", "RCPT"
    run = run_at(clock, 24)
    assert (run.failed, run.stopped) == (send.MOST_REFUSED, Reason.REFUSED)


def test_a_mail_that_is_planned_anew_is_dated_anew(mailbox: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = agreed()
    with monkeypatch.context() as patch:

        def interrupted(mail: Any, may_go: Callable[[], bool]) -> bool:
            OBSTACLES[Reason.REPLIED](conversation, clock())
            return hand_over(mail, may_go)

        patch.setattr(send, "hand_over", interrupted)
        run_at(clock, 24)
    run_at(clock, 48)
    assert parsedate_to_datetime(mailbox.messages[0]["Date"]) == clock()


def test_thirty_for_whom_nothing_goes_cost_as_many_queries_as_five(mailbox: SmtpServer, clock: Clock) -> None:
    counts = []
    clock.hours = 24
    for number in range(30):
        conversation = agreed(f"p{number}@example.pl")
        ChatConversation.objects.filter(pk=conversation.pk).update(booked_at=LAST)
        if number == 0:
            followups_send(clock)  # the journal's first lines
        if number in (4, 29):
            with CaptureQueriesContext(connection) as captured:
                followups_send(clock)
            counts.append(len(captured))
    assert counts[0] == counts[1] < 20


def test_a_message_of_a_visitor_who_did_not_agree_costs_no_query_here(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = talked("anna@example.pl")
    with django_assert_num_queries(0):
        visitor_wrote.send(ChatConversation, conversation=conversation, now=LAST)


def test_a_linked_lead_that_is_won_ends_it_too(mailbox: SmtpServer, clock: Clock) -> None:
    first, second = agreed("anna@example.pl"), agreed("anna@example.pl")
    Lead.objects.filter(conversation=second).update(duplicate_of=Lead.objects.get(conversation=first))
    Lead.objects.filter(conversation=first).update(status=LeadStatus.WON)
    run_at(clock, 24)
    assert mailbox.messages == []
