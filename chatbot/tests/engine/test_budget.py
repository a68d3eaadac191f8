import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.budget import find_budget
from chatbot.engine.text import Text

GIVEN = [
    # notations
    ("150k", 150_000),
    ("150 k", 150_000),
    ("150K PLN", 150_000),
    ("150kPLN", 150_000),
    ("150 tys.", 150_000),
    ("150 tyś", 150_000),
    ("150tys zł", 150_000),
    ("150 tysięcy", 150_000),
    ("150 tysiecy zlotych", 150_000),
    ("0,2 mln", 200_000),
    ("0.25 mln zł", 250_000),
    ("150 000 zł", 150_000),
    ("150000 zł", 150_000),
    ("150.000 zł", 150_000),
    ("150,000 PLN", 150_000),
    ("PLN 150,000", 150_000),
    ("150 000 pln", 150_000),
    ("150 000,00 zł", 150_000),
    ("mam 150.000", 150_000),
    ("mam 150000", 150_000),
    ("sto pięćdziesiąt tysięcy", 150_000),
    ("sto piecdziesiat tysiecy zl", 150_000),
    ("dwieście tysięcy złotych", 200_000),
    ("pół miliona", 500_000),
    ("ćwierć miliona", 250_000),
    ("cwierc banki", 250_000),
    ("200 patyków", 200_000),
    ("200 koła", 200_000),
    ("mam 200 kafli", 200_000),
    ("sto tysi", 100_000),
    ("150 тис грн? ні, 150 тис злотих", 150_000),
    # the word budget
    ("budżet 150", 150_000),
    ("budzet 150", 150_000),
    ("BUDŻET: 150", 150_000),
    ("budżet ok. 150", 150_000),
    ("mam budżet 150", 150_000),
    ("mój budżet to jakieś 150", 150_000),
    ("budżet 200-250", 250_000),
    ("budżet sto pięćdziesiąt", 150_000),
    ("budżetu mam 120", 120_000),
    ("budżet na mieszkanie 60 m2 to 150", 150_000),
    ("budżet mamy 90 000", 90_000),
    ("budżet 89 940", 89_940),
    ("150 budżetu", 150_000),
    ("budget of 150,000", 150_000),
    ("my budget is 150k", 150_000),
    ("budget 150", 150_000),
    ("бюджет 150 тис", 150_000),
    ("dysponuję kwotą 150 tys", 150_000),
    ("chcę wydać 150", 150_000),
    ("na wykończenie mam 150", 150_000),
    ("mam 150 na wykończenie", 150_000),
    # in sentences
    ("mam 200 tysięcy", 200_000),
    ("do 180 tys", 180_000),
    ("do 180 tys. max", 180_000),
    ("nie więcej niż 150 tys", 150_000),
    ("nie chcę wydać więcej niż 150 tys", 150_000),
    ("zmieścić się w 120 tysiącach", 120_000),
    ("60 m2, 150 tys, Gdańsk", 150_000),
    ("60m2 150k Gdańsk", 150_000),
    ("czy za 150 tys zrobicie mieszkanie 60 m2?", 150_000),
    ("co dostanę za 100 tys?", 100_000),
    ("czy 120 tys wystarczy na 60 m2?", 120_000),
    ("starczy 90 tys na kawalerkę?", 90_000),
    ("mam odłożone 150 tys", 150_000),
    ("we have around 150k to spend", 150_000),
    ("up to 180k", 180_000),
    ("mieszkanie kosztowało 600 tys, na wykończenie mam 150 tys", 150_000),
    ("mieszkanie kosztowało 600 tys a na wykończenie mam 150 tys", 150_000),
    ("kupiliśmy mieszkanie za 700 tys. Budżet na wykończenie 120 tys", 120_000),
    ("wziąłem kredyt na wykończenie 150 tys", 150_000),
    ("mam 150 tys kredytu na wykończenie", 150_000),
    ("Kowalski, 60 m2, budżet 150, tel 502 274 453", 150_000),
    ("mam 150 tys na wszystko z meblami", 150_000),
    ("mieszkanie 60 m2 z kuchnią, 150 tys", 150_000),
    ("1499 zł/m2 ok, mój budżet 100 tys", 100_000),
    ("mam 150 tysięcy złotych i 60 metrów", 150_000),
    ("sto tysięcy na kawalerkę da radę?", 100_000),
    ("stać mnie na 150 tys", 150_000),
    # ranges and corrections
    ("100-120 tys", 120_000),
    ("100–120k", 120_000),
    ("od 100 do 120 tys", 120_000),
    ("między 100 a 120 tys", 120_000),
    ("100 tys - 120 tys", 120_000),
    ("100 000-120 000 zł", 120_000),
    ("sto do stu dwudziestu tysięcy", 120_000),
    ("nie 150 tylko 200 tys", 200_000),
    ("nie 150 tys tylko 200", 200_000),
    ("z 150 na 200 tys", 200_000),
    ("zwiększamy budżet ze 150 do 200 tys", 200_000),
    ("150 tys, a właściwie 170", 170_000),
    ("150 tys, a nie 200", 150_000),
    ("150 tys... sorry, 160 tys", 160_000),
    ("budżet jednak 180", 180_000),
    ("200 tys zamiast 150", 200_000),
    ("150 tys plus minus 10 tys", 150_000),
]

NONE = [
    "",
    "dzień dobry",
    "150",
    "jaki budżet jest potrzebny?",
    "nie mam budżetu",
    "budżet jeszcze nieznany",
    "60 m2",
    "budżet na 60 m2",
    "budżet na 3 pokoje",
    "1499 zł za metr",
    "budżet 1500 zł/m2",
    "budżet 1500 zł za m2",
    "budżet 1500 na metr",
    "1499 zł/m2",
    "1999 PLN/m²",
    "2 tys za metr",
    "2000 zł za metr kwadratowy",
    "cena za metr 12 tys",
    "12 tys zł/m2",
    "15 tys. za metr mieszkania",
    "mieszkanie kosztowało 600 tys",
    "mieszkanie kosztowało nas 600 000 zł",
    "kupiłem mieszkanie za 600 tys",
    "kupilismy dom za 1,2 mln",
    "kredyt na 600 tys na mieszkanie",
    "mam kredyt 600 tys",
    "wziąłem 500 tys kredytu",
    "mieszkanie warte 800 tys",
    "wkład własny 100 tys",
    "klimatyzacja za 7800 zł",
    "klimatyzacja od 7800 zł?",
    "lampa za 300 zł",
    "kuchnia za 30 tys",
    "chcę meble za 20 tys",
    "sofa 8000 zł",
    "mam 30 tys na kuchnię",
    "na meble mam 20 tys",
    "czemu aż 89 940 zł",
    "dlaczego 90 tys?",
    "skąd te 89 940 zł?",
    "89 940 zł to dużo",
    "czyli 89 940 zł za wszystko?",
    "czyli 90 tys za Comfort?",
    "wyszło mi 95 tys",
    "wychodzi 89940 zł tak?",
    "to będzie 90 tys?",
    "inna firma chce 120 tys",
    "mam ofertę konkurencji na 120 tys",
    "konkurencja wyceniła to na 110 tys",
    "sąsiad zapłacił 150 tys",
    "znajomi wydali u was 130 tys",
    "dostanę rabat 10 tys?",
    "dacie 5000 zł zniżki?",
    "rabat 15%",
    "zaliczka 20 tys",
    "zarabiam 12 tys",
    "rata 5000 zł",
    "nie mam 150 tys",
    "nie stać mnie na 150 tys",
    "150 tys to za dużo",
    "czy 150 tys to nie za drogo?",
    "30 tys euro",
    "40 000 €",
    "150 tys km",
    "macie 10 tys klientów?",
    "502 274 453",
    "tel 502274453",
    "15.03.2025",
    "80-175 Gdańsk",
    "KRS 0000612864",
    "mam 200 pytań",
    "mam 150 m2",
    "why 89,940?",
    "the flat cost 600k",
    "we bought it for 600k",
    "budżet podam 15 marca",
    "budżet podam o 17",
    "budżet w 2026 roku",
    "300 zł",
    "999 zł",
]

EXPECTED = [
    ("150", 150_000),
    ("ok 150", 150_000),
    ("jakieś 150-180", 180_000),
    ("do 200", 200_000),
    ("nie więcej niż 200", 200_000),
    ("150 000", 150_000),
    ("150000", 150_000),
    ("sto pięćdziesiąt", 150_000),
    ("150 tys", 150_000),
    ("max 120", 120_000),
    ("60 m2, 120", 120_000),
    ("89 940", 89_940),
    ("mam 120 odłożone", 120_000),
    ("nie 150 tylko 200", 200_000),
]

EXPECTED_NONE = [
    "nie wiem",
    "60 m2",
    "3 pokoje",
    "1500",
    "1499 zł/m2",
    "15 marca",
    "po 17",
    "502 274 453",
    "mieszkanie kosztowało 600 tys",
    "za 2 tygodnie",
    "4 piętro",
]


@pytest.mark.parametrize(("message", "budget"), GIVEN)
def test_the_budget_is_found(message: str, budget: int) -> None:
    assert find_budget(Text.of(message)).value == budget


@pytest.mark.parametrize("message", NONE)
def test_nothing_is_taken_for_a_budget(message: str) -> None:
    assert find_budget(Text.of(message)).value is None


@pytest.mark.parametrize(("message", "budget"), EXPECTED)
def test_a_bare_number_answers_our_question(message: str, budget: int) -> None:
    assert find_budget(Text.of(message), expected=True).value == budget


@pytest.mark.parametrize("message", EXPECTED_NONE)
def test_our_question_is_not_answered_by_any_number(message: str) -> None:
    assert find_budget(Text.of(message), expected=True).value is None


SPANS = [
    ("mam 150 tys. zł na to", ["150 tys. zł"]),
    ("budżet 150", ["150"]),
    ("od 100 do 120 tys", ["100 do 120 tys"]),
    ("budżet sto pięćdziesiąt tysięcy złotych", ["sto pięćdziesiąt tysięcy złotych"]),
    ("150k PLN", ["150k PLN"]),
]


@pytest.mark.parametrize(("message", "places"), SPANS)
def test_the_spans_cover_number_and_unit(message: str, places: list[str]) -> None:
    assert [message[start:end] for start, end in find_budget(Text.of(message)).spans] == places


def test_the_value_is_an_int() -> None:
    assert isinstance(find_budget(Text.of("0,2 mln")).value, int)


@given(st.text(max_size=2000), st.booleans())
def test_any_text_is_survived(message: str, expected: bool) -> None:
    find_budget(Text.of(message), expected=expected)


PIECES = [
    "150",
    " ",
    "tys",
    "k",
    "nie",
    "tylko",
    "z",
    "na",
    "-",
    ",",
    "zł",
    "/",
    "m2",
    "budżet",
    "sto",
    "mam",
    ".",
    "kredyt",
]


@given(st.lists(st.sampled_from(PIECES), max_size=200), st.booleans())
def test_any_mixture_of_pieces_is_survived(pieces: list[str], expected: bool) -> None:
    message = " ".join(pieces)
    for start, end in find_budget(Text.of(message), expected=expected).spans:
        assert 0 <= start < end <= len(message)
