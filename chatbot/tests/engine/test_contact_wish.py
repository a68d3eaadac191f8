"""Who asks for a person, a call or a consultation, who refuses one, and who only speaks of it."""

import pytest

from chatbot.engine.assistant import Assistant
from chatbot.engine.memory import Memory
from chatbot.services.knowledge_index import newest_assistant

ASKED = """
proszę o telefon
prosze o telfon
proszę o kontakt
Jestem Anna, anna@example.com, proszę o kontakt
Mam 60 m2 w Gdyni, proszę o telefon: 501 234 567, Jan Kowalski
chcę porozmawiać z człowiekiem
chce pogadac z czlowiekem
Nie chcę pisać z botem, chcę rozmawiać z człowiekiem
nie mam czasu pisać, zadzwońcie
oddzwońcie
odzwońcie
kiedy możecie zadzwonić?
czy ktoś może do mnie zadzwonić?
niech ktoś do mnie oddzwoni
umówmy konsultację
poproszę o konsultację
Jak umówić konsultację?
chciałabym się umówić na spotkanie
można się spotkać w biurze w Gdańsku?
porozmawiajmy przez telefon
please call me back
I'd like to book a consultation
передзвоніть мені
зателефонуйте мені
запишіть мене на консультацію
""".strip().splitlines()
REFUSED = """
nie dzwońcie do mnie
proszę do mnie nie dzwonić
dziękuję, nie trzeba dzwonić
tylko nie dzwońcie, piszcie maile
nie chcę, żebyście do mnie dzwonili
nie chcę rozmawiać z człowiekiem
wolę nie rozmawiać przez telefon
nie chcę konsultacji
na razie nie chcę się umawiać
bez telefonów proszę
don't call me
не дзвоніть мені
""".strip().splitlines()
NEITHER = """
jaki macie numer telefonu?
proszę o numer telefonu
podaj numer telefonu
gdzie mogę zadzwonić?
do kogo mogę zadzwonić?
zadzwonię do was jutro
czy konsultacja jest płatna?
ile trwa konsultacja?
chcę odwołać spotkanie
umówiłam się na konsultację
jestem już umówiona na spotkanie
czy jesteś człowiekiem?
mój telefon 501 234 567
anna@example.com
ile kosztuje comfort 60 m2?
""".strip().splitlines()


@pytest.fixture
def assistant(db: None) -> Assistant:
    return newest_assistant()


def wanted_after(assistant: Assistant, *messages: str) -> bool:
    memory = Memory()
    for message in messages:
        after = assistant.answer(assistant.understand(message), memory).memory
        memory = Memory.restore(after.stored(), after.context, after.language)
    return memory.contact_wanted


@pytest.mark.parametrize("message", ASKED)
def test_a_wish_is_remembered(assistant: Assistant, message: str) -> None:
    assert wanted_after(assistant, message, "ile kosztuje comfort 60 m2?", "501 234 567")


@pytest.mark.parametrize("message", REFUSED)
def test_a_refusal_is_no_wish_and_takes_one_back(assistant: Assistant, message: str) -> None:
    assert not wanted_after(assistant, message)
    assert not wanted_after(assistant, "proszę o telefon", message)


@pytest.mark.parametrize("message", NEITHER)
def test_speaking_of_it_is_neither(assistant: Assistant, message: str) -> None:
    assert not wanted_after(assistant, message)
    assert wanted_after(assistant, "chcę się umówić na spotkanie", message)


@pytest.mark.parametrize("yes", ["tak", "tak, poproszę", "chętnie", "yes please"])
def test_a_yes_to_the_offered_consultation_is_a_wish(assistant: Assistant, yes: str) -> None:
    assert wanted_after(assistant, "ile kosztuje comfort 60 m2?", yes)
    assert not wanted_after(assistant, yes)


def test_a_number_left_for_being_called_is_a_wish(assistant: Assistant) -> None:
    assert wanted_after(assistant, "jaki macie numer telefonu?", "501 234 567")
    assert not wanted_after(assistant, "501 234 567")
