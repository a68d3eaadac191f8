import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.mentions import Mention, settle
from chatbot.engine.slots.number_words import find_numbers
from chatbot.engine.text import Text

SINGLE = [
    ("60", 60),
    ("62,5", 62.5),
    ("62.5", 62.5),
    ("150 000", 150_000),
    ("150.000", 150_000),
    ("150,000", 150_000),
    ("1 200 000", 1_200_000),
    ("150 000,00", 150_000),
    ("150k", 150_000),
    ("150 K", 150_000),
    ("150 tys.", 150_000),
    ("150 tyś", 150_000),
    ("150tys", 150_000),
    ("0,2 mln", 200_000),
    ("1,5 miliona", 1_500_000),
    ("1 mln 200 tys", 1_200_000),
    ("200 patyków", 200_000),
    ("200 koła", 200_000),
    ("200 kafli", 200_000),
    ("sześćdziesiąt", 60),
    ("SZEŚĆDZIESIĄT", 60),
    ("szescdziesieciu", 60),
    ("szezcdziesiat", 60),
    ("pięćdziesiat pięć", 55),
    ("piędziesiąt", 50),
    ("siedemdziesiąt dwa", 72),
    ("sto", 100),
    ("stu", 100),
    ("sto dwadzieścia", 120),
    ("dwieście", 200),
    ("dwiescie piecdziesiat", 250),
    ("dwustu pięćdziesięciu tysięcy", 250_000),
    ("sto pięćdziesiąt tysięcy", 150_000),
    ("sto piecdziesiat tysiecy", 150_000),
    ("stu osiemdziesięciu tysięcy", 180_000),
    ("tysiąc", 1_000),
    ("tysiąc dwieście", 1_200),
    ("milion", 1_000_000),
    ("dwa miliony trzysta tysięcy", 2_300_000),
    ("pół miliona", 500_000),
    ("pol miliona", 500_000),
    ("pół bańki", 500_000),
    ("ćwierć miliona", 250_000),
    ("półtora tysiąca", 1_500),
    ("półtora miliona", 1_500_000),
    ("dwa i pół tysiąca", 2_500),
    ("sto tysi", 100_000),
    ("stówka", 100),
    ("dwie stówki", 200),
    ("sześćdziesiątkę", 60),
    ("sto parę tysięcy", 100_000),
    ("stoczterdzieści", 140),
    ("sześćdziesiątpięć", 65),
    ("130-tu tysięcy", 130_000),
    ("ćwiartka bańki", 250_000),
    ("sixty", 60),
    ("one hundred and fifty thousand", 150_000),
    ("two hundred thousand", 200_000),
    ("half a million", 500_000),
    ("seventy-five", 75),
    ("sześćdziesięciometrowe", 60),
    ("stumetrowy", 100),
    ("osiemdziesięciopięciometrowe", 85),
    ("studwudziestometrowy", 120),
]


@pytest.mark.parametrize(("words", "value"), SINGLE)
def test_it_reads_a_number(words: str, value: float) -> None:
    assert [n.value for n in find_numbers(Text.of(f"mam {words}, tak"))] == [value]


SEVERAL = [
    ("60-65 m2", [60, 65]),
    ("sto dwadzieścia - sto pięćdziesiąt tysięcy", [120, 150_000]),
    ("100-120 tys", [100, 120_000]),
    ("100 000-120 000", [100_000, 120_000]),
    ("pięćdziesiąt, sześćdziesiąt", [50, 60]),
    ("60 m2, 150 tys", [60, 150_000]),
    ("60m2 150k", [60, 150_000]),
]


@pytest.mark.parametrize(("words", "values"), SEVERAL)
def test_it_tells_numbers_apart(words: str, values: list[float]) -> None:
    assert [n.value for n in find_numbers(Text.of(words))] == values


NOTHING = [
    "",
    "dzień dobry",
    "dwudziesty czerwca",
    "dwudziestego",
    "pół bliźniaka",
    "tysiące zdjęć",
    "502 274 453",
    "+48 502-274-453",
    "502274453",
    "tel. 48502274453",
    "M3",
    "15.03.2025",
    "17:30",
    "anna60@wp.pl",
    "ul. Prosta 12/60",
    "stodoła",
    "stolik",
]


@pytest.mark.parametrize("words", NOTHING)
def test_it_sees_no_number(words: str) -> None:
    assert find_numbers(Text.of(words)) == ()


def test_the_span_covers_the_number_and_its_scale() -> None:
    text = Text.of("mam sto pięćdziesiąt tysięcy złotych")
    (number,) = find_numbers(text)
    assert text.original[number.start : number.end] == "sto pięćdziesiąt tysięcy"


@pytest.mark.parametrize("piece", ["1 ", "sto ", "60-", "150 tys ", "0", "1,", "k ", "111 "])
def test_the_work_on_a_hostile_message_is_bounded(piece: str) -> None:
    assert len(find_numbers(Text.of((piece * 2000)[:2000]))) <= 21


def test_numbers_far_apart_are_no_range() -> None:
    text = Text.of("60" + " " * 1900 + "65 m2")
    mentions = [Mention(60, 0, 2, None, unit=False), Mention(65, 1902, 1907, True, unit=True)]
    assert settle(text, mentions) == (65, ((1902, 1907),))


@given(st.text(max_size=2000))
def test_any_text_is_survived(message: str) -> None:
    for number in find_numbers(Text.of(message)):
        assert 0 <= number.start < number.end <= len(Text.of(message).folded)


@given(st.lists(st.sampled_from(["1", "000", " ", "sto", "tys", "k", "i", "pół", "-", ",", ".", "dwa", "60", "mln"])))
def test_any_mixture_of_pieces_is_survived(pieces: list[str]) -> None:
    find_numbers(Text.of("".join(pieces)))
    find_numbers(Text.of(" ".join(pieces)))
