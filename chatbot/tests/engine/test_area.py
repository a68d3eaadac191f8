import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.area import find_area
from chatbot.engine.text import Text

GIVEN = [
    # plain units
    ("60 m2", 60),
    ("60m2", 60),
    ("60 m²", 60),
    ("60m²", 60),
    ("60 ㎡", 60),
    ("60 m^2", 60),
    ("60 m 2", 60),
    ("60 M2", 60),
    ("62,5 m2", 62.5),
    ("62.5m2", 62.5),
    ("54,37 m2", 54.37),
    ("60m", 60),
    ("60 m", 60),
    ("60 mkw", 60),
    ("60mkw", 60),
    ("60 m kw", 60),
    ("60 m.kw.", 60),
    ("60 metrów", 60),
    ("60 metrow", 60),
    ("60metrów", 60),
    ("60 metry", 60),
    ("62 metry kwadratowe", 62),
    ("60 metrow kwadratowych", 60),
    ("60 kwadratów", 60),
    ("60 mtr", 60),
    ("60 mertów", 60),
    ("60 merow", 60),
    ("60 sqm", 60),
    ("60 sq m", 60),
    ("60 sq. m.", 60),
    ("60 square meters", 60),
    ("60 square metres", 60),
    ("60 м2", 60),
    ("60 кв.м", 60),
    ("60 кв. м", 60),
    ("60 квадратних метрів", 60),
    ("квартира 60 метрів", 60),
    # adjectives
    ("60 metrowe mieszkanie", 60),
    ("60-metrowe mieszkanie w Gdyni", 60),
    ("60metrowa kawalerka", 60),
    ("60-cio metrowe mieszkanie", 60),
    ("mam stumetrowy dom", 100),
    ("sześćdziesięciometrowe mieszkanie", 60),
    ("osiemdziesieciopieciometrowe mieszkanko", 85),
    # in words
    ("sześćdziesiąt metrów", 60),
    ("szescdziesiat metrow", 60),
    ("mam mieszkanie, siedemdziesiąt pięć metrów", 75),
    ("sto dwadzieścia metrów kwadratowych", 120),
    ("około pięćdziesięciu metrów", 50),
    ("pięćdziesiąt parę metrów", 50),
    ("sixty square meters", 60),
    # cues before the number
    ("metraż 60", 60),
    ("metraz: 60", 60),
    ("metraż to ok. 60", 60),
    ("powierzchnia to 60", 60),
    ("powierzchnia mieszkania 60", 60),
    ("pow. 60", 60),
    ("pow. użytkowa 61,3", 61.3),
    ("powierzchnia: 60 m kw.", 60),
    ("m2: 60", 60),
    ("metrów mam 60", 60),
    ("area 60", 60),
    ("площа 60", 60),
    # around it
    ("m. 60 m", 60),
    ("mam ok 60tke metrow", 60),
    ("mam 60-tkę metrów", 60),
    ("mieszkanie ok.60m2 Gdańsk", 60),
    ("ok 60m na Ursynowie", 60),
    ("60 parę metrów", 60),
    ("~60 m2", 60),
    ("60+ m2", 60),
    ("mieszkanie 60m2,3 pokoje", 60),
    ("3 pokoje 60m2", 60),
    ("M3 58 m2", 58),
    ("Ile kosztuje wykończenie mieszkania 60 m2 w pakiecie Comfort?", 60),
    ("DOM 140M2 POD GDAŃSKIEM", 140),
    ("ile za 60 metrów w premium 😀", 60),
    ("60m2 150k Gdańsk", 60),
    ("mieszkanie 60 m do wykończenia", 60),
    ("60 m od dewelopera", 60),
    ("mieszkanie na 4 piętrze, 60 m2, 3 pokoje", 60),
    ("kalkulacja dla 60 m2 po 1499 zł/m2", 60),
    ("1499 zł/m2 razy 60 m2 to ile?", 60),
    ("mieszkanie 45 m2 500 m od metra", 45),
    # corrections and ranges
    ("zmiana metrażu z 55 na 60", 60),
    ("z 55 m2 na 60", 60),
    ("z 55 na 60 m2", 60),
    ("nie 55 tylko 60 m2", 60),
    ("nie 55 m2 tylko 60", 60),
    ("nie 55 a 60 m2", 60),
    ("60 m2, a nie 55", 60),
    ("60 m2 nie 55 m2", 60),
    ("mam 55 m2... przepraszam, 60 m2", 60),
    ("55 m2, a właściwie 60", 60),
    ("55 m2 a nie, jednak 60", 60),
    ("60 zamiast 55 m2", 60),
    ("jednak nie 55 metrów, a sześćdziesiąt", 60),
    ("60-65 m2", 65),
    ("60–65 m2", 65),
    ("od 60 do 65 m2", 65),
    ("między 60 a 65 metrów", 65),
    ("60 lub 65 m2", 65),
    ("60 m2 - 65 m2", 65),
    # parts of the flat beside the whole
    ("mieszkanie 60 m2 z balkonem 8 m2", 60),
    ("60 m2 + 15 m2 tarasu", 60),
    ("mieszkanie 60 m2, łazienka 5 m2, salon 25 m2", 60),
    ("salon 25 m2, sypialnia 12 m2, całość 60 m2", 60),
    ("mieszkanie z balkonem 60 m2", 60),
    ("3 pokoje, kuchnia, łazienka, 60 m2", 60),
    ("dom 140 m2 plus garaż 30 m2", 140),
    ("60 m2 i ogródek 40 m2", 60),
    ("2 łazienki 100 m2", 100),
    ("mieszkanie 60 m2, sufit 2,7 m, płytki do 270 cm", 60),
    ("polecił nas sąsiad, mam 60 m2", 60),
]

NONE = [
    "",
    "dzień dobry",
    "60",
    "mieszkam 500 m od metra",
    "500 metrów od stacji",
    "jakieś 50 m stąd",
    "100 m do morza",
    "3 km od centrum",
    "dojazd 60 km",
    "sufit 2,7 m",
    "wysokość 280 cm",
    "12 m wysokości",
    "płytki do 270 cm",
    "płytki 60x60",
    "płytki 60 x 120 cm",
    "format 120x120",
    "łazienka 5 m2",
    "łazienka 12 m2",
    "łazienka ma 12 metrów",
    "balkon 12m2",
    "taras 20 m2",
    "taras o powierzchni 20 m2",
    "20 m2 tarasu",
    "salon 25 m2",
    "salon z aneksem 25 m2",
    "25-metrowy salon",
    "ogród 200 m2",
    "działka 800 m2",
    "garaż 30 m2",
    "pokój 14 m2",
    "lustro do 1 m2",
    "40 m2 paneli",
    "ile kosztuje 30 m2 płytek",
    "powierzchnia łazienki 12",
    "3 pokoje",
    "powierzchnia 3 pokoi",
    "4 piętro",
    "12. piętro",
    "1499 zł/m2",
    "1499zł za m2",
    "1499/m2",
    "1499 za metr",
    "2000 za metr",
    "999 zł z metra",
    "1999 PLN/m²",
    "1499 per m2",
    "cena za m2 1499",
    "po 1499 m2?",
    "za m2 ile?",
    "ile za metr?",
    "ile wychodzi za m2",
    "15.03.2025",
    "odbiór 15 marca 2026",
    "ul. Długa 12 m 60",
    "ul. Prosta 70",
    "nr 60",
    "502 274 453",
    "60%",
    "8% VAT do 150 m2?",
    "czy VAT 8% jest do 150 m2",
    "36 miesięcy gwarancji",
    "36 m-cy",
    "60 mln",
    "60 min drogi",
    "60 mieszkań",
    "60 mb listew",
    "20 metrów bieżących szafek",
    "150 tys",
    "150k",
    "budżet 150",
    "po 17",
    "mam 35 lat",
    "sąsiad ma 60 m2",
    "znajomi robili u was 55 m2",
    "kolega ma mieszkanie 70 m2 i jest zadowolony",
    "60 m3",
    "600 sqft",
    "za 60 dni",
    "metraż jeszcze nieznany, budżet 150",
    "anna60m@wp.pl",
]

EXPECTED = [
    ("60", 60),
    ("ok 60", 60),
    ("jakieś 62,5", 62.5),
    ("będzie 70", 70),
    ("sześćdziesiąt", 60),
    ("60.", 60),
    ("No to 60", 60),
    ("60, Gdańsk", 60),
    ("mam 58 w Gdyni", 58),
    ("3 pokoje, 60", 60),
    ("60-65", 65),
    ("60 albo 65", 65),
    ("nie 55 tylko 60", 60),
    ("z 55 na 60", 60),
    ("60, a nie 55", 60),
    ("about 60", 60),
    ("sto dwadzieścia", 120),
    ("60, budżet 150 tys", 60),
    ("60tka", 60),
    ("60 comfort", 60),
    ("60 m2", 60),
]

EXPECTED_NONE = [
    "nie wiem",
    "3 pokoje",
    "5",
    "odbiór 15 marca",
    "w 2026",
    "budżet 150",
    "150 tys",
    "150 000",
    "zadzwońcie o 17",
    "po 16",
    "502 274 453",
    "ul. Długa 45",
    "za 30 dni",
    "4 piętro",
    "mam 35 lat",
    "15.03",
    "1499 zł",
    "nr 60",
]


@pytest.mark.parametrize(("message", "area"), GIVEN)
def test_the_area_is_found(message: str, area: float) -> None:
    assert find_area(Text.of(message)).value == area


@pytest.mark.parametrize("message", NONE)
def test_nothing_is_taken_for_an_area(message: str) -> None:
    assert find_area(Text.of(message)).value is None


@pytest.mark.parametrize(("message", "area"), EXPECTED)
def test_a_bare_number_answers_our_question(message: str, area: float) -> None:
    assert find_area(Text.of(message), expected=True).value == area


@pytest.mark.parametrize("message", EXPECTED_NONE)
def test_our_question_is_not_answered_by_any_number(message: str) -> None:
    assert find_area(Text.of(message), expected=True).value is None


SPANS = [
    ("mam 60 m2 w Gdyni", ["60 m2"]),
    ("mam sześćdziesiąt metrów kwadratowych", ["sześćdziesiąt metrów kwadratowych"]),
    ("od 60 do 65 m2", ["60 do 65 m2"]),
    ("60-65m2", ["60-65m2"]),
    ("z 55 na 60 m2", ["55", "60 m2"]),
    ("metraż 60, 3 pokoje", ["60"]),
    ("mam ok 60tke metrow", ["60tke metrow"]),
    ("mieszkanie 60-metrowe", ["60-metrowe"]),
]


@pytest.mark.parametrize(("message", "places"), SPANS)
def test_the_spans_cover_number_and_unit(message: str, places: list[str]) -> None:
    assert [message[start:end] for start, end in find_area(Text.of(message)).spans] == places


@given(st.text(max_size=2000), st.booleans())
def test_any_text_is_survived(message: str, expected: bool) -> None:
    find_area(Text.of(message), expected=expected)


PIECES = [
    "60",
    " ",
    "m2",
    "m",
    "nie",
    "tylko",
    "z",
    "na",
    "-",
    ",",
    "zł",
    "/",
    "salon",
    "metrów",
    "sto",
    "tys",
    "mam",
    ".",
]


@given(st.lists(st.sampled_from(PIECES), max_size=200), st.booleans())
def test_any_mixture_of_pieces_is_survived(pieces: list[str], expected: bool) -> None:
    message = " ".join(pieces)
    for start, end in find_area(Text.of(message), expected=expected).spans:
        assert 0 <= start < end <= len(message)
