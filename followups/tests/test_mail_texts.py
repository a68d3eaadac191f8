"""The texts of the three mails: as shipped, as staff edit them, and as staff break them."""

import logging
import re
from datetime import UTC, datetime

import pytest

from followups.mail.compose import followup_mail
from followups.mail.placeholders import FACT_PLACEHOLDERS, TALK_PLACEHOLDERS, validate
from followups.mail.text import MailText, shipped_text
from followups.models import FollowupText
from followups.tests.cast import talked

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
GOOD = MailText("pl", "Temat", "Pierwszy akapit.\n\nWiemy: {talk.summary}.", "Przycisk")
ALL = [(number, language) for number in (1, 2, 3) for language in ("pl", "en", "uk")]


def problems(**changed: str) -> str:
    given = {"language": "pl", "subject": GOOD.subject, "body": GOOD.body, "button": GOOD.button, **changed}
    return " ".join(validate(MailText(**given)))


@pytest.mark.parametrize(("number", "language"), ALL)
def test_the_shipped_texts_are_good(number: int, language: str) -> None:
    assert validate(shipped_text(number, language)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "language"), ALL)
def test_a_new_database_begins_with_the_shipped_texts(number: int, language: str) -> None:
    row = FollowupText.objects.get(followup_number=number, language=language)
    assert MailText(row.language, row.subject, row.body, row.button) == shipped_text(number, language)
    assert validate(row) == []


@pytest.mark.parametrize("language", ["pl", "en"])
def test_no_shipped_text_tells_of_an_earlier_mail(language: str) -> None:
    said = " ".join(shipped_text(number, language).body for number in (1, 2, 3))
    assert not re.search(
        r"poprzedni|wcześniejsz\w+ (?:wiadomo|mail)|pisaliśmy|previous|earlier (?:message|mail)|we wrote", said
    )


@pytest.mark.parametrize("number", [1, 2, 3])
def test_no_polish_text_quarrels_with_the_greeting(number: int) -> None:
    said = shipped_text(number, "pl").body
    assert not re.search(r"\b(?:Ty|Twój|Twoje|Ci|Ciebie|Państwo|Państwa|masz|chcesz|możesz)\b", said)


def test_every_placeholder_of_the_help_text_can_be_used() -> None:
    names = [*TALK_PLACEHOLDERS, *FACT_PLACEHOLDERS]
    names.remove("{package.…}")
    assert problems(body="Akapit.\n\n" + " ".join([*names, "{package.overall_weeks|range}"])) == ""


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"subject": " "}, "Temat jest pusty."),
        ({"subject": "a" * 121}, "Temat ma więcej niż 120 znaków."),
        ({"subject": "Dla {talk.city}"}, "W temacie nie może być danych z rozmowy"),
        ({"subject": "Pakiet {package.name}"}, "W temacie nie może być danych z rozmowy"),
        ({"subject": "Temat\nBcc: jan@example.com"}, "mieszczą się w jednym wierszu"),
        ({"subject": "Temat {"}, "W temacie jest nawias klamrowy"),
        ({"button": ""}, "Napis na przycisku jest pusty."),
        ({"button": "{talk.city}"}, "Na przycisku nie ma miejsca"),
        ({"body": "Gwarancja {guarantee.month}."}, "W treści jest {guarantee.month}"),
        ({"body": "Akapit. {talk.name}"}, "W treści jest {talk.name}"),
        ({"body": "Akapit. {guarantee}"}, "W treści jest {guarantee}"),
        ({"body": "Akapit. {contact.phone|zl}"}, "W treści jest {contact.phone|zl}"),
        ({"body": "Akapit. {package.nothing}"}, "W treści jest {package.nothing}"),
        ({"body": "Akapit. {guarantee.months"}, "nawias klamrowy bez pary"),
        ({"body": "Akapit. {Imię}"}, "nawias klamrowy bez pary"),
        ({"body": "Zajrzyj na https://example.com"}, "nie wpisuje się adresów"),
        ({"body": "Zajrzyj na example.com"}, "nie wpisuje się adresów"),
        ({"body": ""}, "Co najmniej jeden akapit"),
        ({"body": "Tylko {talk.quote}\n\nI {package.name}"}, "Co najmniej jeden akapit"),
        ({"body": "a" * 3001}, "Treść po wypełnieniu ma więcej niż 3000 znaków."),
        ({"body": "Akapit.\n\n" + "{talk.quote}\n\n" * 4}, "Treść po wypełnieniu ma więcej niż 3000 znaków."),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, str], problem: str) -> None:
    assert problems() == ""
    assert problem in problems(**changed)


@pytest.mark.django_db
def test_what_staff_write_goes_out_and_a_paragraph_that_is_not_known_is_left_out() -> None:
    body = "Dzień jak co dzień.\r\n\r\nDla {talk.city}.\r\n\r\nGwarancja: {guarantee.months}.\r\n– raz\r\n– dwa & trzy"
    FollowupText.objects.filter(followup_number=1, language="pl").update(body=body, subject="Nowy temat", button="Dalej")
    written = followup_mail(talked(), 1, "anna@example.pl", NOW)
    assert written.subject == "Nowy temat"
    assert written.said.startswith("Dzień jak co dzień.\n\nGwarancja: 36.\n– raz\n– dwa & trzy\n\nDalej: ")
    assert "<li>dwa &amp; trzy</li>" in written.html
    assert "Dla Gdynia." in followup_mail(talked(city="Gdynia"), 1, "anna@example.pl", NOW).text


@pytest.mark.django_db
@pytest.mark.parametrize("broken", ["{talk.quote}", "Akapit {guarantee.gone}", "Akapit {", "", "Zobacz http://example.com"])
def test_a_broken_row_goes_out_as_it_was_shipped_and_the_log_says_so(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    shipped = followup_mail(talked(), 2, "anna@example.pl", NOW).said
    FollowupText.objects.filter(followup_number=2, language="pl").update(body=broken)
    with caplog.at_level(logging.ERROR):
        assert followup_mail(talked(), 2, "anna@example.pl", NOW).said == shipped
    assert "The text of follow-up 2 in pl is broken" in caplog.text


@pytest.mark.django_db
def test_a_row_that_is_gone_keeps_back_no_mail(caplog: pytest.LogCaptureFixture) -> None:
    shipped = followup_mail(talked(), 3, "anna@example.pl", NOW).said
    FollowupText.objects.all().delete()
    assert followup_mail(talked(), 3, "anna@example.pl", NOW).said == shipped
    assert "There is no text of follow-up 3 in pl" in caplog.text
