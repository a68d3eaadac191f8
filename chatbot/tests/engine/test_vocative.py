"""Forms of address, checked by hand for the most frequent names; every other one is right or left out."""

import pytest

from chatbot.engine.slots.first_names import FIRST_NAMES, NOMINATIVES
from chatbot.engine.slots.word_lists import word_list
from chatbot.engine.text import fold
from chatbot.engine.vocative import first_name, polish_address

# The sixty or so most frequent of each, in the nominative and the vocative.
WOMEN = """
Anna Anno, Maria Mario, Katarzyna Katarzyno, Małgorzata Małgorzato, Agnieszka Agnieszko, Barbara Barbaro, Ewa Ewo,
Krystyna Krystyno, Magdalena Magdaleno, Elżbieta Elżbieto, Joanna Joanno, Aleksandra Aleksandro, Zofia Zofio,
Monika Moniko, Teresa Tereso, Danuta Danuto, Natalia Natalio, Julia Julio, Karolina Karolino, Marta Marto, Beata Beato,
Dorota Doroto, Alicja Alicjo, Halina Halino, Irena Ireno, Iwona Iwono, Jadwiga Jadwigo, Jolanta Jolanto,
Grażyna Grażyno, Janina Janino, Paulina Paulino, Zuzanna Zuzanno, Justyna Justyno, Bożena Bożeno, Wiktoria Wiktorio,
Urszula Urszulo, Emilia Emilio, Hanna Hanno, Renata Renato, Maja Maju, Sylwia Sylwio, Patrycja Patrycjo, Helena Heleno,
Aneta Aneto, Izabela Izabelo, Oliwia Oliwio, Weronika Weroniko, Ewelina Ewelino, Martyna Martyno, Klaudia Klaudio,
Marianna Marianno, Gabriela Gabrielo, Stanisława Stanisławo, Dominika Dominiko, Wiesława Wiesławo, Kinga Kingo,
Lena Leno, Edyta Edyto, Wanda Wando, Amelia Amelio, Kamila Kamilo, Mariola Mariolo, Daria Dario, Kasia Kasiu, Ania Aniu,
Ola Olu, Ula Ulu, Jola Jolu, Basia Basiu, Gosia Gosiu, Jadzia Jadziu, Hania Haniu, Magda Magdo, Iza Izo, Róża Różo,
Łucja Łucjo, Nadzieja Nadziejo, Pola Polu, Kaja Kaju, Sonia Soniu, Melania Melanio, Żaneta Żaneto
"""
MEN = """
Piotr Piotrze, Krzysztof Krzysztofie, Andrzej Andrzeju, Tomasz Tomaszu, Paweł Pawle, Jan Janie, Michał Michale,
Marcin Marcinie, Jakub Jakubie, Adam Adamie, Marek Marku, Łukasz Łukaszu, Grzegorz Grzegorzu, Mateusz Mateuszu,
Wojciech Wojciechu, Mariusz Mariuszu, Dariusz Dariuszu, Zbigniew Zbigniewie, Maciej Macieju, Rafał Rafale,
Robert Robercie, Jerzy Jerzy, Kamil Kamilu, Jacek Jacku, Szymon Szymonie, Dawid Dawidzie, Józef Józefie, Kacper Kacprze,
Filip Filipie, Ryszard Ryszardzie, Jarosław Jarosławie, Tadeusz Tadeuszu, Artur Arturze, Sebastian Sebastianie,
Stanisław Stanisławie, Sławomir Sławomirze, Damian Damianie, Henryk Henryku, Adrian Adrianie, Przemysław Przemysławie,
Mirosław Mirosławie, Patryk Patryku, Karol Karolu, Daniel Danielu, Roman Romanie, Antoni Antoni, Bartosz Bartoszu,
Wiesław Wiesławie, Bartłomiej Bartłomieju, Aleksander Aleksandrze, Mieczysław Mieczysławie, Marian Marianie,
Kazimierz Kazimierzu, Arkadiusz Arkadiuszu, Leszek Leszku, Dominik Dominiku, Hubert Hubercie, Franciszek Franciszku,
Mikołaj Mikołaju, Oskar Oskarze, Konrad Konradzie, Wiktor Wiktorze, Igor Igorze, Ernest Erneście, August Auguście,
Stefan Stefanie, Sylwester Sylwestrze, Cezary Cezary, Ignacy Ignacy, Błażej Błażeju, Kuba Kubo, Tomek Tomku,
Piotrek Piotrku, Krzysiek Krzyśku, Maciek Maćku, Adaś Adasiu, Wojtek Wojtku, Kazik Kaziku, Witold Witoldzie
"""


def pairs(written: str) -> list[tuple[str, str]]:
    return [(name, form) for name, form in (pair.split() for pair in written.replace("\n", " ").split(", "))]


@pytest.mark.parametrize(("name", "form"), pairs(WOMEN))
def test_women(name: str, form: str) -> None:
    assert polish_address(name) == f"Pani {form}"


@pytest.mark.parametrize(("name", "form"), pairs(MEN))
def test_men(name: str, form: str) -> None:
    assert polish_address(name) == f"Panie {form}"


@pytest.mark.parametrize("name", sorted(word_list("names_of_women") | word_list("names_of_men")))
def test_every_listed_name_is_known_and_gets_an_attested_form(name: str) -> None:
    address = polish_address(name)
    assert fold(name) in NOMINATIVES
    assert address is not None
    assert fold(address.split()[1]) in FIRST_NAMES


def test_no_name_is_on_both_lists() -> None:
    assert not word_list("names_of_women") & word_list("names_of_men")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "Kowalska",  # a surname alone
        "Kowalski Piotr",
        "Nikola",  # of either
        "Sasza",
        "Nikita",
        "Barnaba",
        "Alex",
        "Kim",
        "John Smith",  # foreign
        "Mykoła",
        "Oksana",
        "Олена",
        "Bruno",  # its vocative is in doubt
        "Wawrzyniec",
        "Kaśka",  # too familiar after "Pani"
        "Anna-Maria",
        "Anno",  # no nominative
        "https://example.com",
        "Maria Kowalski",  # the surname says otherwise
        "Jan Kowalska",
    ],
)
def test_whatever_is_in_doubt_gets_no_name(name: str) -> None:
    assert polish_address(name) is None


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Anna Kowalska", "Pani Anno"),
        ("anna maria nowak", "Pani Anno"),
        ("ŁUKASZ WIŚNIEWSKI", "Panie Łukaszu"),
        ("Lukasz Nowak", "Panie Łukaszu"),
        ("Małgorzata Wójcik-Zawadzka", "Pani Małgorzato"),
        ("Kuba Nowak", "Panie Kubo"),
    ],
)
def test_a_full_name_is_addressed_by_its_first(name: str, address: str) -> None:
    assert polish_address(name) == address


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Anna Kowalska", "Anna"),
        ("john smith", "John"),
        ("LUKASZ", "Lukasz"),
        ("Łukasz", "Łukasz"),
        ("Kowalska", None),
        ("Free money", None),
        ("", None),
    ],
)
def test_the_first_name_alone(name: str, first: str | None) -> None:
    assert first_name(name) == first
