"""Whoever has mails under way is told, inside the transaction and before the audit row, that marketing has ended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from chatbot.services.message_answer import message_answer
from consent.models import ConsentAuditLog
from consent.retention.anonymisation import Anonymisation
from consent.services.consent_grant import Contact, consent_grant
from consent.services.consent_revoke import consent_revoke
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.person import Person
from consent.services.processing_restrict import processing_restrict
from consent.signals import marketing_ended
from consent.tests.trail import NOW, ORIGIN
from consent.tests.visitor import talk

pytestmark = pytest.mark.django_db
JAN = Person(email="jan@example.com")


@pytest.fixture
def told() -> Iterator[list[list[int]]]:
    heard: list[list[int]] = []

    def hear(conversation_ids: list[int], now: Any, **kwargs: Any) -> None:
        assert connection.in_atomic_block
        assert now
        assert not ConsentAuditLog.objects.exists()
        heard.append(conversation_ids)

    marketing_ended.connect(hear)
    yield heard
    marketing_ended.disconnect(hear)


def test_unsubscribing_tells_all_talks_of_the_address(told: list[list[int]]) -> None:
    agreed, other = talk(marketing_consent=True), talk()
    talk("anna@example.com", marketing_consent=True)
    marketing_unsubscribe(person=JAN, origin=ORIGIN, reason=None, now=NOW)
    assert told == [[agreed.pk, other.pk]]


def test_an_address_that_nobody_knows_is_told_as_well(told: list[list[int]]) -> None:
    marketing_unsubscribe(person=JAN, origin=ORIGIN, reason=None, now=NOW)
    assert told == [[]]


def test_revoking_tells(told: list[list[int]]) -> None:
    conversation = talk(marketing_consent=True)
    consent_revoke(person=JAN, origin=ORIGIN, reason=None, now=NOW)
    assert told == [[conversation.pk]]


def test_a_restriction_tells(told: list[list[int]]) -> None:
    conversation = talk(marketing_consent=True)
    processing_restrict(person=JAN, reason=None, user_id=1, origin=ORIGIN, now=NOW)
    assert told == [[conversation.pk]]


@pytest.mark.parametrize(("marketing", "times"), [(True, 1), (False, 0)])
def test_another_address_in_the_chat_tells_where_marketing_stood(told: list[list[int]], marketing: bool, times: int) -> None:
    conversation = talk(rodo_consent=True, marketing_consent=marketing)
    message_answer(
        message="mój mail to anna@example.com", session_id=conversation.session_id, message_id=None, now=timezone.now()
    )
    assert told == [[conversation.pk]] * times


def test_another_address_in_the_form_tells(told: list[list[int]]) -> None:
    conversation = talk(marketing_consent=True)
    consent_grant(
        conversation=conversation, contact=Contact(email="anna@example.com"), agreed={}, origin=ORIGIN, now=timezone.now()
    )
    assert told == [[conversation.pk]]


def test_anonymisation_tells_where_marketing_stood(told: list[list[int]]) -> None:
    agreed, other = talk(marketing_consent=True), talk(rodo_consent=True)
    Anonymisation().apply_batch(timezone.now() + timedelta(days=400))
    assert told == [[agreed.pk]]
    agreed.refresh_from_db()
    other.refresh_from_db()
    assert (agreed.marketing_consent, other.rodo_consent) == (False, False)


def test_a_new_consent_tells_nothing(told: list[list[int]], client: Client) -> None:
    conversation = talk(marketing_consent=True)
    message_answer(message="Ile kosztuje?", session_id=conversation.session_id, message_id=None, now=timezone.now())
    assert told == []
