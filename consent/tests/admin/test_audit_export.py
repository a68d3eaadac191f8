"""The audit list as a file: filtered as the list is, safe in a spreadsheet, streamed."""

import csv
import io
import json
from collections.abc import Iterable

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consent.admin import audit_export
from consent.admin.audit_export import safe_cell
from consent.models.audit import Action
from consent.services.origin import Origin
from consent.tests.admin.conftest import ANNA, API, Append

LIST = "/admin/consent/consentauditlog/"


def text_of(client: Client, path: str, **query: str) -> str:
    response = client.get(LIST + path, query)
    assert response.status_code == 200
    assert isinstance(response, StreamingHttpResponse)
    return b"".join(response.streaming_content).decode()


def cells(client: Client, **query: str) -> list[dict[str, str]]:
    text = text_of(client, "eksport.csv", **query)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))


def objects(client: Client, **query: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text_of(client, "eksport.jsonl", **query).splitlines()]


def test_both_files_hold_what_the_list_shows(console: Client, append: Append) -> None:
    append(Action.OPT_IN)
    append(Action.UNSUBSCRIBE, "piotr@example.com", reason="Zażółć; gęślą\njaźń")
    assert [row["numer"] for row in cells(console)] == ["2", "1"]
    assert cells(console)[0]["powód"] == "Zażółć; gęślą jaźń"
    assert [(row["id"], row["email"]) for row in objects(console)] == [(2, "piotr@example.com"), (1, ANNA)]


@pytest.mark.parametrize(
    "query", [{"action__exact": "unsubscribe"}, {"q": "PIOTR@example.com"}, {"q": "2"}, {"okres": "24h", "q": "2"}]
)
def test_the_filters_of_the_list_apply(console: Client, append: Append, query: dict[str, str]) -> None:
    append(Action.OPT_IN)
    append(Action.UNSUBSCRIBE, "piotr@example.com")
    assert [row["numer"] for row in cells(console, **query)] == ["2"]
    assert [row["id"] for row in objects(console, **query)] == [2]


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(console: Client, append: Append) -> None:
    append()
    assert console.get(LIST + "eksport.csv", {"no_such_field": "1"}).status_code == 302


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_what_begins_like_a_formula_gets_an_apostrophe(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"
    assert safe_cell(f"a{start}1") == f"a{start}1"
    assert safe_cell(None) == ""


def test_a_visitor_s_formula_is_text_in_the_file(console: Client, append: Append) -> None:
    append(reason='=HYPERLINK("https://evil.example";"ok")', origin=Origin(API.source, API.ip_address, "@SUM(1+1)"))
    row = cells(console)[0]
    assert row["powód"].startswith("'=HYPERLINK")
    assert row["przeglądarka"] == "'@SUM(1+1)"


def test_salts_stay_inside(console: Client, append: Append) -> None:
    [row] = append()
    for path in ("eksport.csv", "eksport.jsonl"):
        text = text_of(console, path)
        assert str(row.salt) not in text
        assert str(row.address_salt) not in text


def test_it_is_read_in_pieces_as_it_is_sent(console: Client, append: Append, monkeypatch: pytest.MonkeyPatch) -> None:
    append(times=25)
    monkeypatch.setattr(audit_export, "_CHUNK", 10)
    response = console.get(LIST + "eksport.jsonl")
    assert isinstance(response, StreamingHttpResponse)
    content: Iterable[bytes] = response.streaming_content
    lines = iter(content)
    with CaptureQueriesContext(connection) as captured:
        next(lines)
    assert len(captured) == 1
    with CaptureQueriesContext(connection) as captured:
        assert len(list(lines)) == 24
    assert len(captured) == 3  # the second piece, the third, and that nothing follows


def test_it_takes_the_permission_to_see_the_trail(seller: Client, client: Client) -> None:
    for path in ("eksport.csv", "eksport.jsonl"):
        assert seller.get(LIST + path).status_code == 403
        assert client.get(LIST + path).status_code == 302
