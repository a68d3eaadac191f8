"""The package that the visitor picks or asks about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.package import find_package
from chatbot.engine.text import Text

GIVEN = [
    ("ile kosztuje Comfort", "comfort"),
    ("ile kosztuje komfort", "comfort"),
    ("wezmę premium", "premium"),
    ("a ile za premium?", "premium"),
    ("co wchodzi w komfort", "comfort"),
    ("co wchodzi w komforcie", "comfort"),
    ("co jest w comforcie?", "comfort"),
    ("express plus dla 50m", "express-plus"),
    ("express+ 50m", "express-plus"),
    ("ekspres plus", "express-plus"),
    ("Ekspresplus ile?", "express-plus"),
    ("pakiet plus", "express-plus"),
    ("pakiet standard na 60m2", "express-plus"),
    ("w pakiecie standard", "express-plus"),
    ("ekspres", "express"),
    ("w ekspresie", "express"),
    ("poproszę expresa", "express"),
    ("Express 40m2", "express"),
    ("cena pakietu express", "express"),
    ("pakiet podstawowy", "express"),
    ("podstawowy pakiet na 45 m", "express"),
    ("wersja podstawowa", "express"),
    ("pakiet basic", "express"),
    ("a basic ile wychodzi", "express"),
    ("nie premium tylko komfort", "comfort"),
    ("wolę premium niż comfort", "premium"),
    ("zmieniam na premium", "premium"),
    ("z comforta na premium", "premium"),
    ("jednak premium", "premium"),
    ("premium'ie co jest?", "premium"),
    ("w premiumie są drzwi ukryte?", "premium"),
    ("PREMIUM 80M2", "premium"),
    ("pakiet luksusowy", "premium"),
    ("wersja lux", "premium"),
    ("a lux?", "premium"),
    ("ile za cynamonowy", "premium"),
    ("pakiet pomarańczowy", "premium"),
    ("wezmę pomarańczowy", "premium"),
    ("ile kosztuje szafran", "comfort"),
    ("pakiet szafranowy", "comfort"),
    ("pakiet indywidualny", "individual"),
    ("indywidualny pakiet ile trwa", "individual"),
    ("a indywidualny?", "individual"),
    ("co w indywidualnym", "individual"),
    ("ile kosztuje indywidualny", "individual"),
    ("opcja indywidualna", "individual"),
    ("pakiet custom", "individual"),
    ("pakiet na miarę", "individual"),
    ("pakiet szyty na miarę", "individual"),
    ("comfrot 60m", "comfort"),
    ("premum", "premium"),
    ("expres", "express"),
    ("komofrt", "comfort"),
    ("ile kosztuje premuim", "premium"),
    ("interesuje mnie premium", "premium"),
    ("ile potrwa comfort?", "comfort"),
    ("bierzemy comfort", "comfort"),
    ("zdecydowałam się na komfort", "comfort"),
    ("comfort czy premium? raczej premium", "premium"),
    ("wahałem się między comfort a premium, biorę comfort", "comfort"),
    ("zamiast comfort wezmę express", "express"),
    ("premium jest za drogie, to może comfort", "comfort"),
    ("nie chcę premium, wolę comfort", "comfort"),
    ("how much is the comfort package?", "comfort"),
    ("I'd take premium", "premium"),
    ("comfort for 60 sqm", "comfort"),
    ("скільки коштує комфорт?", "comfort"),
    ("пакет преміум 60 м2", "premium"),
    ("mieszkanie 60m2 premium Gdańsk", "premium"),
    ("comfort, Gdynia, 55 metrów", "comfort"),
    ("czy w premium jest wanna wolnostojąca", "premium"),
    ("ile zmian produktów mam w express plus", "express-plus"),
    ("Comfort jaka gwarancja", "comfort"),
    ("to poproszę ten komfort", "comfort"),
    ("dla premium jaki czas realizacji", "premium"),
    ("wykończenie w standardzie premium 70m2", "premium"),
    ("wycena comfort 48m", "comfort"),
    ("wycena indywidualnego pakietu", "individual"),
]

NOT_GIVEN = [
    "",
    "czym się różni comfort od premium",
    "comfort czy premium?",
    "komfort a express plus, jaka różnica",
    "co lepsze: express czy express plus",
    "ile kosztuje comfort a ile premium",
    "jakie macie pakiety: express, comfort, premium?",
    "najtańszy pakiet",
    "jaki jest najtańszy?",
    "indywidualne podejście",
    "indywidualna wycena",
    "oferta indywidualna",
    "klient indywidualny",
    "projekt indywidualny",
    "wycena indywidualna?",
    "proszę o indywidualny kosztorys",
    "kuchnia na miarę",
    "meble na miarę",
    "szafa na miarę ile",
    "ekspresowo",
    "ekspresowe tempo",
    "ekspres do kawy",
    "miejsce na ekspres do kawy w kuchni",
    "ekspres ciśnieniowy",
    "komfortowo",
    "komfort życia",
    "dla komfortu rodziny",
    "zależy mi na komforcie",
    "materiały premium",
    "materiałów klasy premium",
    "klasy premium",
    "sprzęt premium",
    "jakość premium",
    "mieszkanie premium na sprzedaż",
    "stan deweloperski",
    "wysoki standard",
    "standardowo co robicie",
    "jaki standard",
    "w standardzie deweloperskim",
    "plusy i minusy",
    "na plus",
    "50 m2 plus balkon",
    "podstawowy zakres prac",
    "podstawowe pytanie",
    "luksusowy apartament",
    "pomarańczowy kolor ścian",
    "pomarańczowe płytki",
    "szafranowy kolor",
    "kolor szafran na ścianie",
    "katalog Basic",
    "custom kitchen",
    "premium materials",
    "nie chcę premium",
    "premium mnie nie interesuje",
    "coś tańszego niż premium",
    "sąsiad ma premium",
    "kolega wziął comfort",
    "karta American Express",
    "żarówka 500 lux",
    "premia",
    "jakie są pakiety?",
    "express i express plus",
    "ile zajmuje ekspresowa realizacja",
    "na premium mnie nie stać",
    "od express do premium ile to kosztuje",
    "stawiamy na komfort i wygodę",
    "impreza",
    "na podstawowym poziomie znam temat",
]


@pytest.mark.parametrize(("message", "package"), GIVEN)
def test_it_reads_the_package(message: str, package: str) -> None:
    assert find_package(Text.of(message)).value == package


@pytest.mark.parametrize("message", NOT_GIVEN)
def test_it_invents_no_package(message: str) -> None:
    assert find_package(Text.of(message)).value is None


@pytest.mark.parametrize(
    ("message", "mentioned"),
    [
        ("czym się różni comfort od premium", ("comfort", "premium")),
        ("premium czy comfort? a może premium", ("premium", "comfort")),
        ("express plus czy express", ("express-plus", "express")),
        ("ile kosztuje szafran", ("comfort",)),
        ("standard czy komfort?", ("express-plus", "comfort")),
        ("z comforta na premium", ("comfort", "premium")),
        ("najtańszy pakiet", ()),
        ("komfort życia", ()),
        ("nie chcę premium", ("premium",)),
    ],
)
def test_every_package_named_is_mentioned_once_in_order(message: str, mentioned: tuple[str, ...]) -> None:
    assert find_package(Text.of(message)).mentioned == mentioned


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("w Express Plus albo comforcie", ["Express Plus", "comforcie"]),
        ("najtańszy pakiet", ["najtańszy"]),
        ("express+ 50m", ["express+"]),
        ("komfort życia", []),
    ],
)
def test_spans_cover_the_names(message: str, places: list[str]) -> None:
    text = Text.of(message)
    assert [text.original[start:end] for start, end in find_package(text).spans] == places


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(message: str) -> None:
    find_package(Text.of(message))
