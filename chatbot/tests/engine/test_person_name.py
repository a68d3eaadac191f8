"""The visitor's own name, in the nominative."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.person_name import find_name
from chatbot.engine.text import Text

GIVEN = [
    ("nazywam się Anna Kowalska", "Anna Kowalska"),
    ("nazywam sie anna kowalska i szukam ekipy", "Anna Kowalska"),
    ("Nazywam się Jan Nowak, mam 60m2", "Jan Nowak"),
    ("mam na imię Tomek", "Tomek"),
    ("mam na imie kasia chce wycene", "Kasia"),
    ("na imię mi Ola", "Ola"),
    ("na imię mam Bartek", "Bartek"),
    ("moje imię to Zuzanna", "Zuzanna"),
    ("jestem Kasia", "Kasia"),
    ("Jestem Kasia z Gdyni", "Kasia"),
    ("jestem Anną", "Anna"),
    ("jestem Anną Kowalską", "Anna Kowalska"),
    ("jestem Janem Nowakiem", "Jan Nowak"),
    ("tu Marek Nowak", "Marek Nowak"),
    ("tu marek nowak", "Marek Nowak"),
    ("Tu Zosia, pisałam wczoraj", "Zosia"),
    ("z tej strony Ola", "Ola"),
    ("Dzień dobry, z tej strony Michał Wiśniewski", "Michał Wiśniewski"),
    ("mówi Jan", "Jan"),
    ("dzień dobry, mówi Jan Kowalski", "Jan Kowalski"),
    ("przy telefonie Adam Lis", "Adam Lis"),
    ("Piotr Zieliński, tel 501 234 567", "Piotr Zieliński"),
    ("Piotr, 501234567", "Piotr"),
    ("501 234 567 Tomek", "Tomek"),
    ("anna nowak anna@wp.pl", "Anna Nowak"),
    ("mail anna@wp.pl, Anna", "Anna"),
    ("pozdrawiam, Anna", "Anna"),
    ("Pozdrawiam\nAnna Kowalska", "Anna Kowalska"),
    ("ile za comfort? Pozdrawiam serdecznie Tomasz", "Tomasz"),
    ("pozdr. Ania", "Ania"),
    ("Z poważaniem,\nJan Nowak", "Jan Nowak"),
    ("My name is John Smith", "John Smith"),
    ("my name is anna", "Anna"),
    ("Hi, I'm Kate", "Kate"),
    ("I am John Smith and I need a quote", "John Smith"),
    ("this is David", "David"),
    ("Regards, Michael", "Michael"),
    ("мене звати Олена", "Олена"),
    ("Мене звати Олена Шевченко", "Олена Шевченко"),
    ("меня зовут Андрей", "Андрей"),
    ("imię: Anna", "Anna"),
    ("Imię i nazwisko: Anna Kowalska", "Anna Kowalska"),
    ("Imię: Anna\nNazwisko: Kowalska", "Anna Kowalska"),
    ("ANNA NOWAK-KOWALSKA, tel. 501234567", "Anna Nowak-Kowalska"),
    ("NAZYWAM SIE JAN KOWALSKI", "Jan Kowalski"),
    ("nazywam się anna nowak-kowalska", "Anna Nowak-Kowalska"),
    ("jestem Anna Maria Kowalska", "Anna Maria Kowalska"),
    ("Kasia jestem, szukam ekipy", "Kasia"),
    ("Tomek z tej strony", "Tomek"),
    ("Anna Kowalska z tej strony, dzień dobry", "Anna Kowalska"),
    ("nazywam się Kowalski", "Kowalski"),
    ("Anna Kowalska", "Anna Kowalska"),
    ("Anna Kowalska, Gdańsk, 60m2", "Anna Kowalska"),
    ("Nazywam się Przemysław Szczęsny", "Przemysław Szczęsny"),
    ("mam na imię Xenia", "Xenia"),
    ("cześć tu Bartek 😊", "Bartek"),
    ("nazywam się Anna, a właściwie mówcie mi Ania", "Ania"),
    ("mów mi Gosia", "Gosia"),
    ("jestem Maja", "Maja"),
    ("jestem Paweł, mąż Ani", "Paweł"),
    ("Jestem Kasia, mój mąż Tomek też będzie", "Kasia"),
    ("to ja, Magda", "Magda"),
    ("dane do kontaktu: Ewa Mazur 600 700 800", "Ewa Mazur"),
    ("jestem Olena, mam mieszkanie", "Olena"),
    ("Jestem Wojtek Bąk.", "Wojtek Bąk"),
    ("tu Agnieszka Król", "Agnieszka Król"),
    ("nazywam się Jan Kowalski-Nowak", "Jan Kowalski-Nowak"),
    ("z tej strony Iwona z Warszawy", "Iwona"),
    ("call me Tom", "Tom"),
    ("Dziękuję, Karolina", "Karolina"),
    ("dane: Zenon Malinowski, Gdynia", "Zenon Malinowski"),
]

NOT_GIVEN = [
    "",
    "Panie Marku, ile to kosztuje?",
    "Dzień dobry Pani Anno",
    "cześć Kasia, mam pytanie",
    "jestem z Gdyni",
    "jestem zainteresowany",
    "jestem zainteresowana ofertą",
    "jestem inwestorem",
    "jestem Gdańszczanką",
    "jestem klientem",
    "jestem sam",
    "jestem mężem Anny",
    "mąż Tomek zadzwoni",
    "rozmawiałem z panią Anną z biura",
    "pani Kasia z NovaHouse mi to mówiła",
    "kto to jest Marek?",
    "czy pan Jan Kowalski u was pracuje?",
    "poleciła was koleżanka Ania Nowak",
    "mój brat nazywa się Tomek",
    "córka ma na imię Zosia",
    "jak masz na imię?",
    "jak się nazywasz",
    "nazywam to remontem",
    "pozdrawiam",
    "pozdrawiam serdecznie",
    "pozdrawiam panią Anię",
    "pozdrawiam Anię",
    "Pozdrawiam! Miłego dnia",
    "dziękuję bardzo",
    "tu nie chodzi o cenę",
    "tu mają być płytki",
    "tu mieszka Marek",
    "jak mówi Jan z ekipy, to możliwe",
    "jaka marka",
    "z jakich marek są płytki?",
    "jestem w Gdańsku",
    "jestem tu nowy",
    "I'm interested",
    "I am looking for a quote",
    "I'm from Gdansk",
    "is this Anna?",
    "this is great",
    "my name is on the list",
    "nie nazywam się Anna",
    "nie jestem Anna",
    "mam na imię nie powiem",
    "Anna",
    "Gdańsk Wrzeszcz",
    "Comfort Premium",
    "ulica Jana Kowalskiego 5",
    "ul. Anny Jantar 7",
    "osiedle Jana Pawła II",
    "projekt Anna",
    "architekt: Jan Kowalski",
    "czy rozmawiam z Anną?",
    "jest tam Kasia?",
    "jestem umówiony z Tomkiem",
    "jestem mama trójki dzieci",
    "jestem ciekawa ceny",
    "Kasia, dzięki!",
    "firma Jan Nowak nas oszukała",
    "kolega, Jan Nowak, był zadowolony",
    "imię psa: Reksio",
    "Róża na ścianie",
    "mam na imieniny dostać kuchnię",
    "moje imię zachowam dla siebie",
    "nazywam się nieważne",
]


@pytest.mark.parametrize(("message", "name"), GIVEN)
def test_it_reads_the_name(message: str, name: str) -> None:
    assert find_name(Text.of(message)).value == name


@pytest.mark.parametrize("message", NOT_GIVEN)
def test_it_invents_no_name(message: str) -> None:
    assert find_name(Text.of(message)).value is None


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("Anna", "Anna"),
        ("anna", "Anna"),
        ("anna nowak", "Anna Nowak"),
        ("Tomek :)", "Tomek"),
        ("Tomek, miło mi", "Tomek"),
        ("jasne, Ania", "Ania"),
        ("no to Kuba", "Kuba"),
        ("oczywiście, Jan Kowalski", "Jan Kowalski"),
        ("Anna, a ile kosztuje comfort?", "Anna"),
        ("Zdzisław Bączkowski", "Zdzisław Bączkowski"),
        ("Eustachy Nowakowski", "Eustachy Nowakowski"),
        ("KASIA", "Kasia"),
        ("Anią", "Ania"),
        ("Kowalska Anna", "Kowalska Anna"),
        ("Олена", "Олена"),
        ("ok, mam na imię Ola", "Ola"),
    ],
)
def test_a_bare_name_counts_when_it_was_asked_for(message: str, name: str) -> None:
    assert find_name(Text.of(message), expected=True).value == name


@pytest.mark.parametrize(
    "message",
    ["nie", "Nie podam", "tak", "Gdańsk", "po co?", "Cennik", "60 metrów", "Comfort", "dlaczego pytasz", "nie chcę", "wolę nie"]
    + ["Panie Marku", "mąż Tomek", "a Kasia jest?", "dzięki", "Wycena", "Dzień dobry", "marka płytek", "maja być białe"],
)
def test_not_every_short_reply_is_a_name(message: str) -> None:
    assert find_name(Text.of(message), expected=True).value is None


def test_the_span_covers_the_name() -> None:
    text = Text.of("Dzień dobry, nazywam się Anna Kowalska i pytam")
    (span,) = find_name(text).spans
    assert text.original[slice(*span)] == "Anna Kowalska"


def test_a_name_is_cut_at_no_more_than_80_characters() -> None:
    value = find_name(Text.of("nazywam się Anna " + "Kowalska" * 20)).value
    assert value is None or len(value) <= 80


@given(st.text(max_size=300), st.booleans())
def test_any_text_is_read_without_an_error(message: str, expected: bool) -> None:
    find_name(Text.of(message), expected=expected)
