"""What is taken out of a text, and what stays."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.services.contact_mask import ContactMask

ANNA = ContactMask(["Anna Kowalska"], ["+48501234567"])
NOBODY = ContactMask()


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("Piszcie na Anna.K+czat@Example.com, dziękuję", "Piszcie na [e-mail], dziękuję"),
        ("mój mail to jan małpa wp kropka pl", "mój mail to [e-mail]"),
        ("jan(at)firma.com.pl", "[e-mail]"),
        ("józef@wp.pl", "[e-mail]"),  # no mail server takes it, and yet it says who he is
        ("proszę dzwonić: 501 234 567", "proszę dzwonić: [telefon]"),
        ("tel. +48 601-234-567 lub 58 301 23 45", "tel. [telefon] lub [telefon]"),
        ("мій номер +380 50 123 45 67", "мій номер [telefon]"),
        ("mój telefon to sześćset jeden, dwieście dwa, trzysta trzy, po 17", "mój telefon to [telefon], po 17"),
        ("tel. pięć zero jeden dwa trzy cztery pięć sześć siedem", "tel. [telefon]"),
        ("dzwońcie: plus czterdzieści osiem 601 dwieście dwa trzysta trzy", "dzwońcie: plus [telefon]"),
    ],
)
def test_addresses_and_numbers_go_however_they_are_written(said: str, masked: str) -> None:
    assert NOBODY.mask(said) == masked


@pytest.mark.parametrize(
    ("said", "masked"),
    [
        ("Anna Kowalska", "[imię] [imię]"),
        ("Pani Annie Kowalskiej, z ANNĄ KOWALSKĄ", "Pani [imię] [imię], z [imię] [imię]"),
        ("Dzień dobry, Anno!", "Dzień dobry, [imię]!"),
        ("państwo Kowalscy i Annopol", "państwo Kowalscy i Annopol"),
    ],
)
def test_a_known_name_goes_in_every_case(said: str, masked: str) -> None:
    assert ANNA.mask(said) == masked


@pytest.mark.parametrize(
    ("name", "said"),
    [("Jan Nowak", "z Janem Nowakiem"), ("Ewa Gołąbek", "dla Ewy Gołąbek, Gołąbka"), ("Olena Шевченко", "Олена? Шевченко")],
)
def test_surnames_are_found_by_their_stem(name: str, said: str) -> None:
    masked = ContactMask([name]).mask(said)
    assert not any(word in masked for word in name.split())
    assert "[imię]" in masked


def test_a_hyphenated_name_goes_whole() -> None:
    assert (
        ContactMask(["Maria Nowak-Zielińska"]).mask("Maria Nowak-Zielińska z tej strony") == "[imię] [imię]-[imię] z tej strony"
    )


def test_a_known_number_goes_in_a_grouping_that_nobody_expects() -> None:
    assert ANNA.mask("to było 5 0 1 2345 67, tak?") == "to było [telefon], tak?"


@pytest.mark.parametrize(
    "said",
    [
        "Napiszę na kontakt@novahouse.pl albo zadzwonię: +48 502 274 453, 509 929 437.",
        "Mam 60 m2, budżet 250 000 zł, termin 15.03.2027, NIP 5833201699",
        "Ile kosztuje pakiet Premium w Gdańsku?\u00a0Pytam o dwa mieszkania.",
        "śledzę was na insta @novahouse.pl",
        "Zadzwońcie, mam sześćdziesiąt dwa metry i dwieście pięćdziesiąt tysięcy na trzysta trzy drobiazgi",
        "NIP 583 320 16 99, mieszkań sześćset jeden, dwieście dwa, trzysta trzy",
        "tel. pięćset dwa dwieście siedemdziesiąt cztery czterysta pięćdziesiąt trzy",
        "",
    ],
)
def test_what_is_no_contact_data_comes_back_as_it_was(said: str) -> None:
    assert ANNA.mask(said) == said


def test_there_is_no_number_of_addresses_beyond_which_they_stay() -> None:
    said = ", ".join(f"osoba{number}@example.com" for number in range(60))
    assert NOBODY.mask(said) == ", ".join(["[e-mail]"] * 60)
    said = "; ".join(f"601 234 {number}" for number in range(500, 560))
    assert NOBODY.mask(said) == "; ".join(["[telefon]"] * 60)


LOCAL = st.from_regex(r"[a-z0-9]{1,12}(\.[a-z0-9]{1,12})?", fullmatch=True)
WORDS = st.text(st.sampled_from("abcząęł ,.!?\n:;()0123456789"), max_size=60)


@settings(deadline=None)  # the first example loads the word lists
@given(WORDS, LOCAL, WORDS)
def test_no_typed_address_survives_whatever_stands_around_it(before: str, local: str, after: str) -> None:
    address = f"{local}@example.com"
    assert address not in NOBODY.mask(f"{before} {address} {after}")


@settings(deadline=None)  # the first example loads the word lists
@given(st.text(max_size=200))
def test_any_text_can_be_masked_and_masking_again_changes_nothing(said: str) -> None:
    once = ANNA.mask(said)
    assert ANNA.mask(once) == once
