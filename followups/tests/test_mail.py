"""The mail itself: what it says of a talk, in which language, and how it goes over the wire."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.conf import settings as project
from pytest_django import DjangoAssertNumQueries, Settings

from chatbot.models import ChatConversation
from consent.services.links import WITHDRAW
from followups.mail.compose import FollowupMail, followup_mail
from followups.mail.links import WHY
from followups.mail.preview import preview, preview_of_text, trial
from followups.mail.text import shipped_text
from followups.models import FollowupText
from followups.tests.cast import talked
from integrations.mail.message import OutgoingMail, wire_mail

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
EMAIL = "anna@example.pl"
NUMBERS = (1, 2, 3)
COMFORT = {"square_meters": 62, "package": "comfort", "property_type": "apartment"}


def mail(number: int = 1, **fields: Any) -> FollowupMail:
    return followup_mail(talked(EMAIL, **fields), number, EMAIL, NOW)


def links(text: str) -> list[str]:
    return re.findall(r"https?://[^\s\"<>]+", text)


def test_a_talk_with_package_area_and_city_is_told_again_with_its_quote() -> None:
    text = mail(context=COMFORT, name="Anna Kowalska", city="Gdańsk").text
    assert text.startswith("Dzień dobry, Pani Anno!\n")
    assert "mieszkanie, 62 m², pakiet Comfort, Gdańsk" in text
    assert "92 938 zł" in text  # 62 times 1499
    assert "a nie oferta" in text


def test_a_package_with_a_range_is_quoted_as_one() -> None:
    text = mail(context={"square_meters": 60, "package": "individual"}).text
    assert "w pakiecie Indywidualnym" in text
    assert "od 102 000 zł do 300 000 zł" in text


def test_without_a_package_the_usual_three_are_counted() -> None:
    text = mail(context={"square_meters": 50}).text
    assert [line for line in text.splitlines() if line.startswith("Comfort:")] == ["Comfort: 74 950 zł"]


def test_a_flat_that_was_finished_before_is_told_that_its_price_is_another() -> None:
    note = "po wcześniejszym remoncie cena jest ustalana indywidualnie"
    assert note in mail(context=COMFORT, memory={"secondary_market": True}).text
    assert note not in mail(context=COMFORT).text


def test_a_city_far_away_and_an_area_above_the_reduced_vat_are_said_beside_the_price() -> None:
    text = mail(context={**COMFORT, "square_meters": 200}, city="Rzeszów").text
    assert "Rzeszów leży poza naszym stałym obszarem" in text
    assert "VAT ustala się osobno" in text
    assert "VAT w cenie" not in text


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_a_talk_in_which_nothing_was_said_gets_a_whole_mail(number: int, language: str) -> None:
    written = mail(number, language=language)
    assert written.language == language
    assert not re.search(r"[{}]|None|m²|Comfort", written.text + written.html.partition("<body")[2] + written.subject)
    assert len([paragraph for paragraph in written.said.split("\n\n") if len(paragraph) > 40]) >= 3


def test_what_was_not_said_does_not_appear() -> None:
    text = mail(1, context={"square_meters": 62}).text
    assert "62 m²." in text
    assert "pakiet Comfort" not in text
    assert "Z rozmowy wiemy" not in mail(1).text


def test_a_phone_number_stays_in_one_line_of_the_html_and_is_plain_in_the_text() -> None:
    written = mail()
    assert "+48\N{NO-BREAK SPACE}502\N{NO-BREAK SPACE}274\N{NO-BREAK SPACE}453 (od poniedziałku" in written.html
    assert "+48 502 274 453 (od poniedziałku" in written.text


def test_the_three_say_different_things() -> None:
    paragraphs = [set(mail(number, context=COMFORT).said.split("\n\n")) for number in NUMBERS]
    assert not paragraphs[0] & paragraphs[1]
    assert not paragraphs[1] & paragraphs[2]
    assert len(paragraphs[0] & paragraphs[2]) <= 1  # the booking link
    assert "więcej w tej sprawie nie napiszemy" in mail(3).text


def test_the_language_of_the_talk_and_polish_for_any_other() -> None:
    assert mail(language="en", name="Anna Kowalska", context=COMFORT).text.startswith("Hello Anna,\n")
    assert "PLN 92,938" in mail(language="en", context=COMFORT).text
    assert mail(language="uk", name="Олена").text.startswith("Доброго дня!\n")
    assert mail(language="de").language == "pl"


@pytest.mark.parametrize("name", ["John Smith", "Kowalska", "Nikola", "<b>Anna</b>", "Wygraj na https://example.com"])
def test_a_name_in_doubt_stays_out(name: str) -> None:
    written = mail(name=name)
    assert written.text.startswith("Dzień dobry!\n")
    assert "example.com" not in written.html


def test_a_package_that_is_gone_is_not_spoken_of() -> None:
    assert "Z rozmowy" not in mail(context={"package": "luxury"}).text


@pytest.mark.parametrize(
    "fields",
    [
        {"context": ["comfort"], "memory": ["secondary_market"]},
        {"context": "comfort", "memory": 1},
        {"context": None, "memory": None},
        *({"context": {"square_meters": area}} for area in ("abc", "62", 1e308, -62, 0, True, [62], {"from": 60}, 10**400)),
        {"context": {"package": ["comfort"], "property_type": {"is": "house"}}},
        {"context": {"package": "Comfort", "property_type": "castle"}},
        {"memory": {"secondary_market": "no"}},
    ],
)
def test_what_cannot_be_read_was_not_said(fields: dict[str, Any]) -> None:
    conversation = talked(EMAIL)
    told = [followup_mail(conversation, number, EMAIL, NOW).said for number in NUMBERS]
    for name, stored in fields.items():
        setattr(conversation, name, stored)
    assert [followup_mail(conversation, number, EMAIL, NOW).said for number in NUMBERS] == told


def test_beside_what_cannot_be_read_the_rest_is_told() -> None:
    text = mail(context={**COMFORT, "square_meters": "abc", "property_type": []}, memory=[], city="Gdańsk").text
    assert "pakiet Comfort, Gdańsk" in text
    assert "abc" not in text


def test_it_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    conversation = ChatConversation.objects.get(pk=talked(EMAIL, context=COMFORT, name="Anna").pk)
    with django_assert_num_queries(1):
        followup_mail(conversation, 1, EMAIL, NOW)


# --- Links and headers


def test_the_first_link_to_our_site_is_the_one_to_unsubscribe_and_then_comes_why() -> None:
    conversation = talked(EMAIL, language="en")
    text = followup_mail(conversation, 2, EMAIL, NOW).text
    ours = [link.removeprefix(project.SITE_URL) for link in links(text) if link.startswith(project.SITE_URL)]
    assert [link.split("/")[1] for link in ours] == ["unsubscribe", "why", "prywatnosc"]
    tokens = [link.split("/")[2] for link in ours[:2]]
    assert WITHDRAW.read(tokens[0], NOW) == {"e": EMAIL, "l": "en"}
    assert WHY.read(tokens[1], NOW) == {"e": EMAIL, "c": conversation.pk, "n": 2, "l": "en"}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_text_and_html_say_the_same_and_lead_nowhere_else(number: int, language: str) -> None:
    written = mail(number, language=language, context=COMFORT, city="Gdańsk", name="Anna")
    hrefs = re.findall(r'href="([^"]+)"', written.html)
    assert "<img" not in written.html
    assert "src=" not in written.html
    assert [link for link in hrefs if not link.startswith("mailto:")] == links(written.text)
    assert [link for link in links(written.text) if not link.startswith(project.SITE_URL)] == [project.BOOKING_URL]
    html = re.sub(r"<[^>]+>", " ", written.html.partition("<body")[2]).replace("&#x27;", "'")
    words = re.sub(r"\s+", " ", html)
    for line in written.text.splitlines():
        if line != "-- " and not line.startswith("http"):
            assert line.strip("– :") in words, line


def test_the_operators_own_privacy_notice(settings: Settings) -> None:
    settings.PRIVACY_POLICY_URL = "https://novahouse.pl/prywatnosc"
    assert "https://novahouse.pl/prywatnosc" in links(mail(language="en").text)


def test_what_the_sender_must_say_of_itself() -> None:
    written = mail()
    for part in (written.text, written.html):
        for fact in (
            "NovaHouse Sp. z o.o.",
            "80-175 Gdańsk",
            "NIP 5833201699",
            "KRS 0000612864",
            "kapitał zakładowy 100 000 zł",
        ):
            assert fact in part


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_the_headers_survive_the_wire_with_the_longest_address(settings: Settings, language: str) -> None:
    settings.SITE_URL = "https://" + "bardzo-dluga-nazwa." * 8 + "example.pl"
    longest = "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".pl"
    written = followup_mail(talked(longest, language=language), 3, longest, NOW)
    wire = wire_mail(
        OutgoingMail(
            to=longest,
            subject=written.subject,
            text=written.text,
            html=written.html,
            headers=written.headers,
            message_id="<1@example.pl>",
            created_at=NOW,
        )
    )
    header = wire.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert not [line for line in header if re.fullmatch(rb"[\w-]+:\s*", line)]  # the first URL stands beside its name
    assert all(len(word) <= 76 for line in header for word in re.findall(rb"=\?[^ ]+\?=", line))  # as Django parts them
    assert max(len(line) for line in wire.content.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1
    parsed = message_from_bytes(wire.content, policy=policy.default)
    raw = message_from_bytes(wire.content)
    one_click, _, mailto = written.headers["List-Unsubscribe"].partition(", ")
    unfolded = re.sub(r"\r?\n(?=[ \t])", "", raw["List-Unsubscribe"])  # RFC 5322, 2.2.3
    assert unfolded.strip() == f"{one_click}, {mailto}"
    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<mailto:kontakt@novahouse\.pl\?subject=[A-Za-z0-9%._~-]+>", mailto)
    assert WITHDRAW.read(one_click.strip("<>").rstrip("/").rpartition("/")[2], NOW)["e"] == longest
    assert parsed["Subject"].strip() == written.subject
    assert parsed["Auto-Submitted"] == "auto-generated"
    body = parsed.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip() == written.text.rstrip()
    assert len(wire.content) < 60_000


def test_the_longest_text_stays_under_60_kb(settings: Settings) -> None:
    body = "Ґ" * 1900 + "\n\n{talk.quote}"
    FollowupText.objects.filter(followup_number=1, language="uk").update(body=body, button="Ґ" * 60, subject="Ґ" * 120)
    longest = "a" * 64 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".pl"
    written = followup_mail(
        talked(longest, language="uk", context={**COMFORT, "square_meters": 999.99}, city="м" * 60), 1, longest, NOW
    )
    assert "Ґ" * 1900 in written.text
    wire = wire_mail(
        OutgoingMail(
            to=longest,
            subject=written.subject,
            text=written.text,
            html=written.html,
            headers=written.headers,
            message_id="<1@example.pl>",
            created_at=NOW,
        )
    )
    assert len(wire.content) < 60_000


# --- In the conversation, and for those who only look


def test_what_the_conversation_shows_is_the_text_with_the_booking_link_and_no_token() -> None:
    said = mail(context=COMFORT, name="Anna").said
    assert said.endswith(f"Umów bezpłatną konsultację: {project.BOOKING_URL}")
    assert "Dzień dobry" not in said
    assert project.SITE_URL not in said
    assert "NIP" not in said


def test_a_preview_says_the_same_without_the_visitors_links() -> None:
    conversation = talked(EMAIL, context=COMFORT, name="Anna")
    seen, gone = preview(conversation, 1), followup_mail(conversation, 1, EMAIL, NOW)
    assert (seen.said, seen.subject) == (gone.said, gone.subject)
    for token in re.findall(r"[\w-]{80,}", gone.text):
        assert token not in seen.text + seen.html + str(seen.headers)
    assert "/unsubscribe/podglad/" in seen.headers["List-Unsubscribe"]


def test_the_links_of_a_preview_do_nothing(client: Any) -> None:
    seen = preview_of_text(shipped_text(2, "pl"))
    ours = [link.removeprefix(project.SITE_URL) for link in links(seen.text) if link.startswith(project.SITE_URL)]
    assert [client.post(link).status_code for link in ours[:2]] == [404, 404]


def test_a_trial_is_told_by_its_subject_and_has_no_headers_to_unsubscribe_by() -> None:
    sent = trial(shipped_text(1, "pl"))
    assert sent.subject.startswith("[Próba] ")
    assert sent.headers == {}
    assert "Pani Anno" in sent.text
