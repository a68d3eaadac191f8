import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.property_type import find_property_type
from chatbot.engine.text import Text

APARTMENT = [
    "mam mieszkanie",
    "mieszkanie 60 m2",
    "mieszkanie",
    "MIESZKANIE W GDYNI",
    "chcę wykończyć mieszkanie",
    "mieszkanko 40m",
    "miszkanie 60 m2",
    "mieszkaniie do wykonczenia",
    "kawalerka",
    "mam kawalerkę 28 m2",
    "kawalerke na wynajem",
    "M3 w Gdańsku",
    "kupiłem M4",
    "m-3 na przymorzu",
    "apartament nad morzem 80 m2",
    "wykończenie apartamentu",
    "penthouse 120 m2",
    "loft w starej fabryce 90m2",
    "mam studio 30 m2",
    "Ile kosztuje wykończenie mieszkania 60 m2",
    "ile kosztuje wykonczenie mieszkania pod klucz",
    "remont mojego mieszkania",
    "odebrałam mieszkanie w stanie deweloperskim",
    "wycena mieszkania 72m2 w Warszawie",
    "mam dwa mieszkania na wynajem",
    "czy wykończycie mi mieszkanie?",
    "chciałbym zapytać o wykończenie mieszkania",
    "lokal mieszkalny 60 m2",
    "nie dom tylko mieszkanie",
    "mieszkanie, a nie dom",
    "mieszkanie zamiast domu",
    "to nie dom, to mieszkanie",
    "mieszkam w domu, ale kupiłem mieszkanie",
    "mieszkanie od Dom Development",
    "mieszkanie 500 m od biura",
    "jak długo trwa wykończenie mieszkania 60 m2?",
    "I have an apartment in Gdańsk",
    "my flat is 60 sqm",
    "у мене квартира 60 м2",
    "mam mieszkanie, gdzie macie biuro?",
    "wykańczacie moje mieszkanie?",
    "robicie mieszkania? mam mieszkanie 50 m2",
]

HOUSE = [
    "dom",
    "mam dom",
    "dom 140 m2",
    "DOM JEDNORODZINNY",
    "domek pod Gdańskiem 90 m2",
    "wykończenie domu pod Gdańskiem",
    "wykonczenie domu",
    "buduję dom w Redzie",
    "bliźniak 120 m2",
    "mam bliźniaka w Pruszczu",
    "pół bliźniaka",
    "szeregówka",
    "szeregowke 110m",
    "mam segment w szeregowcu",
    "segment 130 m2",
    "willa w Orłowie 250m2",
    "nie mieszkanie tylko dom",
    "dom, nie mieszkanie",
    "to nie mieszkanie, to szeregówka",
    "mieszkanie... a właściwie dom",
    "sprzedaję mieszkanie i chcę wykończyć dom",
    "mój dom ma 150 metrów",
    "w naszym domu 150 m2",
    "ile kosztuje dom 140 m2",
    "czy wykończycie dom 120m2 pod Wrocławiem?",
    "I have a house near Gdynia",
    "a house of 150 sqm",
    "townhouse 120 sqm",
    "у нас будинок 150 м2",
    "pakiet do domu 120m2",
    "dom parterowy",
]

COMMERCIAL = [
    "lokal usługowy",
    "lokal uslugowy 80 m2",
    "mam lokal handlowy w Sopocie",
    "lokal",
    "lokal 60 m2 pod kawiarnię",
    "wykończenie lokalu",
    "biuro do wykończenia",
    "biuro 120 m2 we Wrocławiu",
    "biuro",
    "wykończenie biura",
    "mamy biuro do remontu",
    "nasze biuro ma 200 m2",
    "gabinet stomatologiczny",
    "gabinet kosmetyczny 40m2",
    "mam gabinet fizjoterapii",
    "chcę wykończyć gabinet",
    "sklep 100 m2",
    "mam sklep odzieżowy",
    "wykończenie sklepu",
    "salon fryzjerski 50 m2",
    "restauracja 150 m2",
    "nie mieszkanie tylko lokal usługowy",
    "we have an office of 100 sqm to finish",
    "commercial space 80 sqm",
]

NONE = [
    "",
    "dzień dobry",
    "60 m2 w Gdańsku",
    "wasze biuro",
    "gdzie macie biuro",
    "gdzie jest wasze biuro?",
    "adres biura",
    "czy mogę przyjść do biura?",
    "w jakich godzinach biuro jest czynne",
    "biuro w Gdańsku jest otwarte w sobotę?",
    "biuro Gdańsk adres",
    "where is your office?",
    "dom mediowy",
    "w domu jestem po 17",
    "jestem w domu po 17",
    "wracam do domu o 18",
    "pracuję z domu",
    "mieszkam w domu",
    "Nova House",
    "NovaHouse",
    "czym jest Nova House?",
    "opinie o NovaHouse",
    "podjedziecie pod dom?",
    "blok w którym mieszkam",
    "mieszkam w Gdyni",
    "czy robicie domy?",
    "robicie domy jednorodzinne?",
    "czy wykańczacie też domy",
    "czy wykańczacie lokale usługowe",
    "czy robicie lokale?",
    "robicie też biura?",
    "czy wykańczacie biura i sklepy",
    "macie realizacje mieszkań?",
    "pokażcie realizacje domów",
    "ile mieszkań wykończyliście",
    "czy robicie tylko mieszkania?",
    "wykańczacie mieszkania?",
    "czy zajmujecie się wykańczaniem mieszkań w Gdyni",
    "mam pytanie, czy robicie domy",
    "Dom Development",
    "dom kultury",
    "domofon",
    "gdzie jest najbliższy sklep",
    "mam blisko do sklepu",
    "czy macie sklep internetowy",
    "sklep z płytkami",
    "lokalizacja",
    "czy jest różnica między domem a mieszkaniem?",
    "dom czy mieszkanie, jest różnica w cenie?",
    "czy VAT dla domu i mieszkania jest ten sam?",
    "czy budujecie domy pasywne?",
    "co to jest dom pasywny?",
    "smart home",
    "nie mam mieszkania",
    "sąsiad ma dom",
    "znajomi robili u was mieszkanie",
    "do you finish houses?",
    "do you do offices too?",
    "flat rate?",
    "m2",
    "60 m2 m2",
    "10 m3",
    "jak wygląda wykończenie mieszkania u was?",
    "co obejmuje wykończenie mieszkania pod klucz?",
    "salon i kuchnia",
    "domyślam się",
    "mieszkaniowy kredyt",
]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        *((message, "apartment") for message in APARTMENT),
        *((message, "house") for message in HOUSE),
        *((message, "commercial") for message in COMMERCIAL),
    ],
)
def test_the_place_to_be_finished_is_found(message: str, kind: str) -> None:
    assert find_property_type(Text.of(message)).value == kind


@pytest.mark.parametrize("message", NONE)
def test_nothing_is_taken_for_the_place(message: str) -> None:
    assert find_property_type(Text.of(message)).value is None


SPANS = [
    ("mam mieszkanie w Gdyni", ["mieszkanie"]),
    ("nie mieszkanie tylko dom", ["mieszkanie", "dom"]),
    ("czy robicie domy?", ["domy"]),
    ("lokal usługowy", ["lokal usługowy"]),
    ("gdzie macie biuro", []),
    ("w domu jestem po 17", []),
]


@pytest.mark.parametrize(("message", "places"), SPANS)
def test_the_spans_cover_what_speaks_of_the_place(message: str, places: list[str]) -> None:
    assert [message[start:end] for start, end in find_property_type(Text.of(message)).spans] == places


@given(st.text(max_size=2000))
def test_any_text_is_survived(message: str) -> None:
    find_property_type(Text.of(message))


PIECES = [
    "dom",
    "mieszkanie",
    "nie",
    "tylko",
    "czy",
    "robicie",
    "w",
    "nova",
    "house",
    "biuro",
    ",",
    ".",
    "60 m2",
    "mam",
    "lokal",
]


@given(st.lists(st.sampled_from(PIECES), max_size=200))
def test_any_mixture_of_pieces_is_survived(pieces: list[str]) -> None:
    message = " ".join(pieces)
    for start, end in find_property_type(Text.of(message)).spans:
        assert 0 <= start < end <= len(message)
