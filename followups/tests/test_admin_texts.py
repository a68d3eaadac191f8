"""The texts of the mails, as staff edit them, look at them and try them out."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from followups.mail.text import shipped_text, text_of
from followups.models import FollowupText
from followups.tests.staff import OFFICERS, SELLERS, TEXTS, html, member_of, staff_who_may, superuser
from integrations.models import OutboxMessage

pytestmark = pytest.mark.django_db

MINE = "zofia@novahouse.pl"
WORDS = {"subject": "Kilka słów po rozmowie", "body": "Dziękujemy za rozmowę.\r\n\r\n{talk.quote}", "button": "Umów rozmowę"}


@pytest.fixture
def editor(db: None) -> Client:
    return staff_who_may("followups.view_followuptext", "followups.change_followuptext", email=MINE)


@pytest.fixture
def row(db: None) -> FollowupText:
    return FollowupText.objects.get(followup_number=1, language="pl")


def path(row: FollowupText, doing: str = "change/") -> str:
    return f"{TEXTS}{row.pk}/{doing}"


def press(client: Client, row: FollowupText, which: str, **words: str) -> str:
    response = client.post(path(row), {**WORDS, **words, which: "1"}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_has_all_nine_polish_first(editor: Client) -> None:
    found = editor.get(TEXTS).context["cl"].result_list
    assert [(text.followup_number, text.language) for text in found] == [
        (number, language) for number in (1, 2, 3) for language in ("pl", "en", "uk")
    ]


def test_a_page_has_the_text_its_mail_and_what_may_be_put_in(editor: Client, row: FollowupText) -> None:
    page = html(editor, path(row))
    for words in (
        row.subject,
        "{talk.quote}",
        "{contact.phone}",
        "Dzień dobry, Pani Anno!",
        "Wyślij próbny mail do mnie",
        MINE,
    ):
        assert words in page


def test_what_is_saved_goes_out(editor: Client, row: FollowupText) -> None:
    page = press(editor, row, "save")
    assert "Treść jest zapisana." in page
    text = text_of(1, "pl")
    assert (text.subject, text.body, text.button) == (
        WORDS["subject"],
        "Dziękujemy za rozmowę.\n\n{talk.quote}",
        WORDS["button"],
    )
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.get_change_message()) == ("zofia", "Zmieniono treść.")
    assert "inna niż fabryczna" in html(editor, TEXTS)


def test_a_preview_saves_nothing(editor: Client, row: FollowupText) -> None:
    before = text_of(1, "pl")
    page = press(editor, row, "preview")
    assert "(niezapisany)" in page
    assert "Dziękujemy za rozmowę.&lt;/p&gt;" in page
    assert WORDS["subject"] in page
    assert text_of(1, "pl") == before
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"body": "Cześć {talk.nonsense}"}, "takich danych nie ma"),
        ({"body": "Cześć {"}, "nawias klamrowy bez pary"),
        ({"body": "{talk.quote}"}, "Co najmniej jeden akapit musi obejść się bez danych z rozmowy"),
        ({"subject": "Pakiet {talk.package}"}, "W temacie nie może być danych z rozmowy"),
        ({"body": "Zobacz https://example.com"}, "nie wpisuje się adresów"),
        ({"button": "{contact.phone}"}, "Na przycisku nie ma miejsca"),
        ({"subject": " "}, "To pole jest wymagane"),
        ({"button": "x" * 61}, "co najwyżej 60"),
    ],
)
@pytest.mark.parametrize("button", ["save", "preview", "send"])
def test_what_could_not_go_out_is_refused_and_says_why(
    editor: Client, row: FollowupText, words: dict[str, str], problem: str, button: str
) -> None:
    before = text_of(1, "pl")
    page = press(editor, row, button, **words)
    assert problem in page
    assert 'role="alert"' in page
    assert text_of(1, "pl") == before
    assert not OutboxMessage.objects.exists()


def test_markup_in_a_text_stays_text(editor: Client, row: FollowupText) -> None:
    page = press(editor, row, "preview", body="<script>alert(1)</script> zwykły tekst")
    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page  # in the field
    assert "&amp;lt;script&amp;gt;" in page  # in the mail, which is itself in an attribute


def test_a_trial_goes_to_who_asked_for_it_and_to_nobody_else(editor: Client, row: FollowupText) -> None:
    before = text_of(1, "pl")
    assert f"Próbna wiadomość za chwilę będzie w skrzynce {MINE}." in press(editor, row, "send")
    message = OutboxMessage.objects.get()
    payload = message.payload
    assert (payload["to"], message.service, message.conversation_id) == (MINE, True, None)
    assert payload["subject"] == f"[Próba] {WORDS['subject']}"
    assert "Dziękujemy za rozmowę." in payload["text"]
    assert "/unsubscribe/podglad" in payload["text"]
    assert payload["headers"] == {}
    assert text_of(1, "pl") == before
    assert message.kind_name == "Próbna wiadomość po rozmowie"


def test_only_so_many_trials_a_day(editor: Client, row: FollowupText, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [press(editor, row, "send") for _ in range(11)]
    assert "najwyżej 10 próbnych wiadomości" in pages[-1]
    assert "najwyżej 10 próbnych wiadomości" not in pages[-2]
    assert OutboxMessage.objects.count() == 10
    press(superuser("other@novahouse.pl"), row, "send")
    assert OutboxMessage.objects.count() == 11
    tomorrow = timezone.now() + timedelta(days=1)
    again = User.objects.get(username="zofia")
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    client = Client()
    client.force_login(again)
    press(client, row, "send")
    assert OutboxMessage.objects.count() == 12


def test_without_an_address_it_says_where_to_set_one(row: FollowupText) -> None:
    client = staff_who_may("followups.view_followuptext", "followups.change_followuptext")
    assert "Adres ustawia administrator w części Użytkownicy." in html(client, path(row))
    assert "próbny mail nie ma dokąd wyjść" in press(client, row, "send")
    assert not OutboxMessage.objects.exists()


def test_sales_looks_and_tries_out_what_is_saved(row: FollowupText) -> None:
    seller, before = member_of(SELLERS, "stefan@novahouse.pl"), text_of(1, "pl")
    page = html(seller, path(row))
    assert "Dzień dobry, Pani Anno!" in page
    assert 'name="subject"' not in page
    for button in ("save", "send"):
        press(seller, row, button)
    assert text_of(1, "pl") == before
    assert {message.payload["subject"] for message in OutboxMessage.objects.all()} == {f"[Próba] {before.subject}"}
    assert seller.post(path(row, "fabryczna/")).status_code == 403


def test_the_shipped_text_comes_back(editor: Client, row: FollowupText) -> None:
    press(editor, row, "save")
    assert "Przywróć treść fabryczną" in html(editor, path(row))
    assert "Przywrócić treść fabryczną" in html(editor, path(row, "fabryczna/"))
    assert text_of(1, "pl").subject == WORDS["subject"]
    editor.post(path(row, "fabryczna/"))
    assert text_of(1, "pl") == shipped_text(1, "pl")
    assert "Przywróć treść fabryczną" not in html(editor, path(row))


def test_a_text_that_broke_says_so(editor: Client, row: FollowupText) -> None:
    FollowupText.objects.filter(pk=row.pk).update(body="{talk.gone}")
    page = html(editor, path(row))
    assert "takich danych nie ma" in page
    assert "wychodzi treść fabryczna" in page


def test_texts_are_neither_added_nor_deleted(row: FollowupText) -> None:
    admin = superuser()
    assert admin.get(f"{TEXTS}add/").status_code == 403
    assert admin.post(path(row, "delete/"), {"post": "yes"}).status_code == 403
    assert FollowupText.objects.count() == 9


def test_it_takes_the_permission(client: Client, row: FollowupText) -> None:
    officer = member_of(OFFICERS)
    for doing in ("change/", "fabryczna/"):
        assert client.get(path(row, doing)).status_code == 302
        assert officer.get(path(row, doing)).status_code == 403
        assert officer.post(path(row, doing), WORDS).status_code == 403
    assert officer.get(TEXTS).status_code == 403
    for number in ("0", "nonsense", "99999999999999999999"):
        assert superuser_page(number) == 404


def superuser_page(number: str) -> int:
    User.objects.filter(username="admin").delete()
    return superuser().get(f"{TEXTS}{number}/change/").status_code
