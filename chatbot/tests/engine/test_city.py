"""The city of the flat, in the nominative, out of a visitor's message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.city import find_city
from chatbot.engine.text import Text

GIVEN = [
    ("mieszkanie w Gdańsku", "Gdańsk"),
    ("mam mieszkanie w gdansku 50m2", "Gdańsk"),
    ("Kupiłem mieszkanie we Wrocławiu, stan deweloperski", "Wrocław"),
    ("dom pod Wrocławiem 140 m2", "Wrocław"),
    ("trojmiescie", "Trójmiasto"),
    ("działacie w Trójmieście?", "Trójmiasto"),
    ("3city", "Trójmiasto"),
    ("wykończenie w Warszawie ile kosztuje", "Warszawa"),
    ("WARSZAWA 60M2 COMFORT", "Warszawa"),
    ("wawa, 48 m", "Warszawa"),
    ("mieszkanie w wawie", "Warszawa"),
    ("kawalerka w-wa mokotow", "Warszawa"),
    ("kawalerka na W-wie", "Warszawa"),
    ("wrocek, 55m", "Wrocław"),
    ("mam chate we wrocku", "Wrocław"),
    ("Czy działacie w Gdyni?", "Gdynia"),
    ("robicie tez w Sopocie?", "Sopot"),
    ("a Rumia wchodzi w gre?", "Rumia"),
    ("Czy dojeżdżacie do Pruszcza Gdańskiego", "Pruszcz Gdański"),
    ("mieszkanie w Pruszczu", "Pruszcz Gdański"),
    ("nowy dwor mazowiecki 62m2", "Nowy Dwór Mazowiecki"),
    ("w Nowym Dworze Mazowieckim odbieramy klucze w maju", "Nowy Dwór Mazowiecki"),
    ("Starogard Gdański dom 120m2", "Starogard Gdański"),
    ("lokalizacja: Bielsko-Biała", "Bielsko-Biała"),
    ("lokal w Bielsku Białej", "Bielsko-Biała"),
    ("inwestycja w Jelczu-Laskowicach", "Jelcz-Laskowice"),
    ("Kąty Wrocławskie", "Kąty Wrocławskie"),
    ("mieszkanie na Mokotowie", "Warszawa"),
    ("odbieram mieszkanie na Białołęce", "Warszawa"),
    ("Wrzeszcz, 3 pokoje", "Gdańsk"),
    ("mieszkanie w Gdańsku Wrzeszczu", "Gdańsk"),
    ("Gdańsk Jasień 47m2", "Gdańsk"),
    ("mieszkanie na Krzykach", "Wrocław"),
    ("Wrocław Jagodno", "Wrocław"),
    ("mieszkam w Krakowie, mieszkanie mam w Gdyni", "Gdynia"),
    ("jestem z Warszawy ale kupiłem w Sopocie", "Sopot"),
    ("Mieszkanie jest w Gdańsku, a ja pracuję w Warszawie", "Gdańsk"),
    ("Mieszkanie mamy w Gdyni, mieszkamy w Poznaniu", "Gdynia"),
    ("na co dzień żyję w Berlinie i Szczecinie, a lokal jest we Wrocławiu", "Wrocław"),
    ("pochodzę z Torunia, kawalerka do remontu w Gdańsku", "Gdańsk"),
    ("jestem z Gdyni", "Gdynia"),
    ("mieszkamy w Gdańsku i szukamy ekipy", "Gdańsk"),
    ("nie Gdańsk tylko Gdynia", "Gdynia"),
    ("Gdynia, nie Gdańsk", "Gdynia"),
    ("nie w Gdansku, a w Sopocie", "Sopot"),
    ("mieszkanie w Gdańsku... przepraszam, w Gdyni", "Gdynia"),
    ("Warszawa. a nie, sorry, Wrocław jednak", "Wrocław"),
    ("zamiast Gdańska będzie Sopot", "Sopot"),
    ("to nie jest Warszawa, to Piaseczno", "Piaseczno"),
    ("Banino koło Gdańska", "Banino"),
    ("dom w Baninie pod Gdańskiem", "Banino"),
    ("dom w okolicach Warszawy", "Warszawa"),
    ("30 km od Wrocławia", "Wrocław"),
    ("Trójmiasto, konkretnie Gdynia", "Gdynia"),
    ("w Trójmieście, dokładnie w Sopocie", "Sopot"),
    ("warszwa 50m2", "Warszawa"),
    ("mieszkanie w gdasnku", "Gdańsk"),
    ("mieszkanie we wroclwiu", "Wrocław"),
    ("Gdynai 44 m2", "Gdynia"),
    ("mieszkanie w Pile", "Piła"),
    ("miasto Piła, 60 m2", "Piła"),
    ("Kupiliśmy mieszkanie w Markach", "Marki"),
    ("jestem z miejscowości Hel", "Hel"),
    ("dom w Łowiczu", "Łowicz"),
    ("lodz", "Łódź"),
    ("mieszkanie w lodzi", "Łódź"),
    ("Zielona Góra", "Zielona Góra"),
    ("my flat is in Warsaw", "Warszawa"),
    ("I have an apartment in Gdansk, 60 sqm", "Gdańsk"),
    ("I live in Cracow but the flat is in Wroclaw", "Wrocław"),
    ("do you work in Gdynia?", "Gdynia"),
    ("Квартира у Гданську", "Gdańsk"),
    ("Варшава, 60 м2", "Warszawa"),
    ("живу у Кракові, квартира у Вроцлаві", "Wrocław"),
    ("Czy macie biuro w Warszawie? Mieszkanie mam w Piasecznie", "Piaseczno"),
    ("mam biuro do wykończenia w Warszawie 120 m2", "Warszawa"),
    ("Anna z Gdyni, 50m2", "Gdynia"),
    ("Witam 😊 mieszkanko 38m2 w Gdyni, ile?", "Gdynia"),
    ("rodzice mieszkają w Krakowie a ja kupiłam w Sopocie", "Sopot"),
    ("mieszkanie przy ul. Gdańskiej w Sopocie", "Sopot"),
    ("ul. Warszawska 5, Gdynia", "Gdynia"),
    ("Konstancin", "Konstancin-Jeziorna"),
    ("Grodzisk Maz.", "Grodzisk Mazowiecki"),
    ("realizacja w Żukowie możliwa?", "Żukowo"),
]

NOT_GIVEN = [
    "gdzie macie biuro w Warszawie",
    "adres biura we Wrocławiu",
    "w Gdańsku gdzie jest wasze biuro?",
    "czy wasz showroom jest w Gdańsku?",
    "o której otwieracie biuro w Warszawie",
    "biuro Warszawa godziny otwarcia",
    "where is your office in Warsaw?",
    "Gdańsk czy Warszawa?",
    "działacie w Gdańsku i we Wrocławiu?",
    "robicie w Gdyni, Sopocie i Gdańsku?",
    "ul. Warszawska 12",
    "ulica Gdańska 5",
    "mieszkam przy ulicy Wrocławskiej",
    "al. Krakowska 11",
    "skończyłem Politechnikę Gdańską",
    "ile kosztuje m2 w pakiecie comfort?",
    "z jakich marek korzystacie",
    "jakie marki płytek macie?",
    "mamy w domu psa i koło kanapy stoi lampa",
    "piła do drewna",
    "ile kroków trzeba do podpisania umowy",
    "jestem Marek",
    "chciałbym poznać cenę",
    "Radomski Jan",
    "stan deweloperski 60m2",
    "kolega z Warszawy was polecał",
    "nie mieszkam w Gdańsku",
    "Wola 50m2",
    "praga",
    "",
    "cena za metr?",
    "pod klucz",
    "Panie Konradzie dzień dobry",
    "brzeg wanny ma być biały",
    "na dole, koło okna",
    "szukam ekipy od zaraz",
]


@pytest.mark.parametrize(("message", "city"), GIVEN)
def test_it_reads_the_city_of_the_flat(message: str, city: str) -> None:
    assert find_city(Text.of(message)).value == city


@pytest.mark.parametrize("message", NOT_GIVEN)
def test_it_invents_no_city(message: str) -> None:
    assert find_city(Text.of(message)).value is None


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("gdzie macie biuro w Warszawie", ["Warszawie"]),
        ("Gdańsk czy Warszawa?", ["Gdańsk", "Warszawa"]),
        ("w Nowym Dworze Mazowieckim", ["Nowym Dworze Mazowieckim"]),
        ("ul. Warszawska 12", []),
    ],
)
def test_spans_cover_every_place_named(message: str, places: list[str]) -> None:
    text = Text.of(message)
    assert [text.original[start:end] for start, end in find_city(text).spans] == places


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(message: str) -> None:
    find_city(Text.of(message))
