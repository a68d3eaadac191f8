"""Who has an event: one sender at a time, each attempt with a number of its own."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from followups.models import FollowupEvent, FollowupStatus
from followups.schedule.plan import LAST_CHANCE, STEPS
from followups.schedule.reason import Reason
from followups.services.cancel import followup_cancel
from followups.services.claim import LEASE, followup_claim
from followups.services.confirm import followup_confirm
from followups.services.due import due_conversations, due_query
from followups.services.marks import followup_retry, followup_sent
from followups.services.sweep import left_behind_sweep
from followups.services.talks import Known, talks
from followups.tests.cast import LAST, agreed, states
from integrations.outbox.errors import Unavailable

pytestmark = pytest.mark.django_db
NOW = LAST + timedelta(hours=24)


def known(email: str = "anna@example.pl") -> Known:
    return talks([agreed(email)], NOW)[0]


def claimed(one: Known) -> FollowupEvent:
    event = followup_claim(one, 1, NOW)
    assert event is not None
    return event


def test_a_number_is_there_once_a_conversation() -> None:
    conversation = agreed()
    FollowupEvent.objects.create(conversation=conversation, followup_number=1)
    FollowupEvent.objects.create(conversation=conversation, followup_number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowupEvent.objects.create(conversation=conversation, followup_number=1)
    assert FollowupEvent._meta.unique_together == (("conversation", "followup_number"),)


def test_one_sender_has_it_until_its_lease_ends() -> None:
    one = known()
    first = claimed(one)
    assert (first.status, first.attempts, first.lease_until) == (FollowupStatus.CLAIMED, 1, NOW + LEASE)
    assert followup_claim(one, 1, NOW + LEASE - timedelta(seconds=1)) is None
    second = followup_claim(one, 1, NOW + LEASE)
    assert second is not None
    assert (second.attempts, second.message_id) == (2, first.message_id)


def test_whoever_lost_the_lease_can_neither_send_nor_mark() -> None:
    one = known()
    first = claimed(one)
    second = followup_claim(one, 1, NOW + LEASE)
    assert second is not None
    assert not followup_confirm(first, NOW + LEASE)
    assert followup_confirm(second, NOW + LEASE)
    assert not followup_sent(first, one, "Dzień dobry", NOW + LEASE)
    assert not followup_retry(first, Unavailable("too late"), NOW + LEASE)
    assert followup_sent(second, one, "Dzień dobry", NOW + LEASE)
    assert states(one.conversation) == {1: ("sent", "")}


def test_a_lease_that_is_over_sends_nothing_even_where_nobody_took_it() -> None:
    event = claimed(known())
    assert not followup_confirm(event, NOW + LEASE)


def test_what_is_over_is_claimed_by_nobody() -> None:
    one = known()
    event = claimed(one)
    assert followup_confirm(event, NOW)
    assert followup_sent(event, one, "Dzień dobry", NOW)
    assert followup_claim(one, 1, NOW + LAST_CHANCE) is None


def test_what_staff_called_off_stays_called_off() -> None:
    one = known()
    assert followup_cancel(conversation_id=one.conversation.pk, number=1, by="ola", now=NOW)
    assert followup_claim(one, 1, NOW) is None
    assert not followup_cancel(conversation_id=one.conversation.pk, number=1, by="ola", now=NOW)
    change = FollowupEvent.objects.get().changes.get()
    assert (change.status, change.reason, change.details) == ("cancelled", Reason.BY_STAFF, "ola")


def test_staff_cannot_call_off_what_is_just_going() -> None:
    one = known()
    event = claimed(one)
    assert followup_confirm(event, NOW)
    assert not followup_cancel(conversation_id=one.conversation.pk, number=1, by="ola", now=NOW)
    assert not followup_cancel(conversation_id=0, number=1, by="ola", now=NOW)


def test_the_sweep_leaves_what_still_goes() -> None:
    event = claimed(known())
    assert left_behind_sweep(NOW + LEASE) == 0
    event.refresh_from_db()
    assert event.status == FollowupStatus.CLAIMED
    assert left_behind_sweep(NOW + timedelta(hours=48)) == 1


def test_pages_bring_each_conversation_once_and_the_oldest_first() -> None:
    made = [agreed(f"p{number}@example.pl", last=LAST - timedelta(minutes=number // 2)) for number in range(7)]
    pages = list(due_conversations(NOW, page=3))
    found = [conversation.pk for page in pages for conversation in page]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert found == [one.pk for one in sorted(made, key=lambda one: (one.last_message_at, one.pk))]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a small table whole")
@pytest.mark.parametrize("number", STEPS)
def test_the_due_ones_are_found_by_their_index(number: int) -> None:
    plan = due_query(number, STEPS[number], LAST_CHANCE, NOW)[:200].explain()
    assert "USING INDEX conversation_agreed (last_message_at>? AND last_message_at<?)" in plan
    assert "TEMP B-TREE" not in plan
