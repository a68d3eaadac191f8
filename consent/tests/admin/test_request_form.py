"""How a request may be closed by hand."""

from typing import Any

import pytest
from django.utils import timezone

from consent.admin.request_form import RequestForm
from consent.models import DataSubjectRequest
from consent.models.request import Channel, RequestKind, RequestState
from consent.services.request_fulfil import request_open

pytestmark = pytest.mark.django_db


def form(chosen: str, note: str = "", **standing: Any) -> RequestForm:
    asked = request_open(
        kind=RequestKind.ERASE,
        email="jan@example.com",
        channel=Channel.POST,
        received_at=timezone.now(),
        verified=True,
    )
    DataSubjectRequest.objects.filter(pk=asked.pk).update(**standing)
    asked.refresh_from_db()
    sent = {"kind": asked.kind, "channel": asked.channel, "received_at": "2026-11-01 10:00:00", "email": asked.email}
    return RequestForm({**sent, "state": chosen, "note": note, "verified": "on"}, instance=asked)


@pytest.mark.parametrize("state", [RequestState.DONE, RequestState.REFUSED])
def test_nothing_is_closed_by_hand_without_a_word_how(state: str) -> None:
    assert "note" in form(state).errors
    assert not form(state, "Odpowiedziano listem.").errors


def test_what_was_carried_out_is_not_opened_again() -> None:
    done: dict[str, Any] = {"state": RequestState.DONE, "report": {"removed": {"Rozmowy": 1}}, "closed_at": timezone.now()}
    assert "state" in form(RequestState.RECEIVED, **done).errors
    assert not form(RequestState.DONE, **done).errors
