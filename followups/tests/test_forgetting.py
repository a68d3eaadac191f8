"""What the tables of follow-ups hold on a person goes with the person, and is in their copy before."""

from datetime import timedelta

import pytest
from django.db import transaction

from chatbot.models import Lead
from chatbot.models.lead import LeadStatus
from chatbot.services.conversation_anonymise import conversations_anonymise
from chatbot.services.conversation_erase import conversations_erase
from consent.services.person_erase import person_erase
from consent.services.subject import subject_of
from followups.models import FollowupChange, FollowupEvent
from followups.personal_data import HOLDINGS
from followups.services.send import followups_send
from followups.tests.cast import LAST, ORIGIN, Clock, agreed
from integrations.tests.smtp_server import SmtpServer

pytestmark = pytest.mark.django_db
LATER = LAST + timedelta(days=200)


@pytest.fixture
def event(mailbox: SmtpServer) -> FollowupEvent:
    agreed()
    followups_send(Clock(24))
    return FollowupEvent.objects.get()


def test_a_copy_of_the_data_tells_of_the_mails(event: FollowupEvent) -> None:
    (told,) = HOLDINGS[0].export(subject_of("anna@example.pl"))
    assert told["rozmowa"] == event.conversation_id
    assert told["stan"] == "Wysłana"
    assert told["Message-ID"] == event.message_id


def test_an_erasure_leaves_nothing(event: FollowupEvent) -> None:
    with transaction.atomic():
        report = person_erase(subject_of("anna@example.pl"), origin=ORIGIN, now=LATER)
    assert report["removed"]["Wiadomości po rozmowach"] == 1
    assert not FollowupEvent.objects.exists()
    assert not FollowupChange.objects.exists()


def test_an_anonymised_conversation_keeps_what_became_of_its_mails_and_not_whose(event: FollowupEvent) -> None:
    conversations_anonymise([event.conversation_id], now=LATER, final=True)
    event.refresh_from_db()
    assert (event.status, event.person, event.message_id) == ("sent", "", "")


def test_so_does_the_shell_of_a_conversation_whose_lead_was_won(event: FollowupEvent) -> None:
    Lead.objects.update(status=LeadStatus.WON)
    conversations_erase([event.conversation_id], now=LATER, kept_statuses=(LeadStatus.WON,))
    event.refresh_from_db()
    assert (event.status, event.person, event.message_id) == ("sent", "", "")
