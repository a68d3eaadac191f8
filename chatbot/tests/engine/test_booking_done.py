"""Who says that they have booked a consultation, who has called it off, and who only speaks of it."""

import pytest

from chatbot.engine.booking_done import booking_done
from chatbot.engine.slots.reading import read_slots
from chatbot.engine.text import Text

BOOKED = """
umówiłam się na konsultację
Umówiłem się już na spotkanie w piątek o 15
umowilam sie na konsultacje
umówilam się na konsultacje
umuwiłem się na spotkanie
umwoiłam się na konsultację
umówiłąm sie
już się umówiłam
dzięki, umówiłam się z panią Kasią na wtorek
umówiliśmy się na jutro na 15:00
umówiłyśmy się u was w biurze
umówiłam się z doradcą
zarezerwowałem już termin
zarezerwowalam termin na stronie
zarezewrowałem wizytę w Gdańsku
zabukowałam konsultację na środę
zaklepałem termin
zapisałam się na konsultację
zapisaliśmy się już
mam umówione spotkanie na piątek
mam już umówioną konsultację, co mam przygotować?
mamy umówiony termin
mam z wami umówioną rozmowę
mam konsultację w czwartek
mam juz termin konsultacji
mamy ustalony termin spotkania
jestem umówiony
udało mi się umówić na poniedziałek
jestem już umówiona na przyszły tydzień
jesteśmy umówieni na 12 grudnia
jestem zapisany na konsultację
konsultacja umówiona
Konsultacja jest już umówiona, dziękuję
termin zarezerwowany
umówione!
ustaliłam termin konsultacji
przełożyłam konsultację na poniedziałek
umówili mnie na piątek
mąż umówił nas na konsultację
Mam 60 m2 w Gdyni, umówiłam się na konsultację, Anna Kowalska
Nie dzwońcie do mnie, już się umówiłam na spotkanie
o której mam umówione spotkanie?
gdzie jest spotkanie, na które się umówiłam?
odwołałam konsultację i umówiłam nową na wtorek
I've booked a consultation
I have already booked
I booked a call for Friday
we've scheduled a meeting
I've made an appointment
I have a consultation booked
I’m booked in for Tuesday
my consultation is booked
я забронював
я вже забронювала консультацію
записалася на консультацію
ми домовилися про зустріч
Dostałem potwierdzenie rezerwacji terminu
dostałam już potwierdzenie konsultacji
otrzymaliśmy od was potwierdzenie rezerwacji
Byłem na konsultacji wczoraj
Byłam już u was na konsultacji
byliśmy u was na spotkaniu
umówiłam się z projektantem na wtorek
umówiłem się na spotkanie z waszym architektem
umówiłam się na konsultację w sprawie kuchni
mam umówione spotkanie w waszym salonie
mam umówione spotkanie z projektantką
I got a confirmation of my appointment
I received the booking confirmation
I have booked a call with your designer
I was at the consultation yesterday
я отримала підтвердження консультації
була у вас на консультації
""".strip().splitlines()
CALLED_OFF = """
odwołałem konsultację
odwolalam spotkanie
odwołałam
musiałam odwołać wizytę
odwołuję wizytę
anulowałam rezerwację
anuluję termin
zrezygnowałem z konsultacji
rezygnuję ze spotkania
umówiłam się na piątek, ale odwołałam
moja konsultacja została odwołana
I cancelled my consultation
I've cancelled the appointment
скасувала зустріч
я скасував консультацію
Nie przyjdę na umówione spotkanie
nie przyjdziemy jutro na konsultację
niestety nie pojawię się na spotkaniu
nie będzie mnie jutro na konsultacji
I won't come to the meeting
We will not make it to the consultation
не прийду на зустріч
""".strip().splitlines()
NEITHER = """
chcę się umówić na konsultację
chciałabym umówić spotkanie
umówiłabym się na konsultację
umówiłbym się, gdyby była bezpłatna
proszę o konsultację
umówmy konsultację
jak umówić konsultację?
czy umówiliście?
czy umówiliście mnie na piątek?
umówiliście mnie już?
nie wiem, czy się umówiłam
czy jestem umówiona?
czy mam umówione spotkanie?
jestem umówiona na piątek?
czy ja się umówiłam?
jeszcze się nie umówiłem
nie umówiłam się
nie umówiłem się jeszcze na konsultację
nie mam umówionego spotkania
nie jestem umówiona
nic nie zarezerwowałem
nikt mnie nie umówił na konsultację
nie udało mi się zarezerwować terminu
umówię się jutro
zarezerwuję termin wieczorem
będę umawiać konsultację
jak się umówimy, to zadzwonię
jeśli umówiłam się na konsultację, to co dalej?
gdybym umówiła konsultację, ile to potrwa
umówiłem się z żoną na kolację
umówiłam się z deweloperem na odbiór
jestem umówiony u notariusza
mam umówione spotkanie w banku
mam umówionego hydraulika
umówiłam się na spotkanie z inną firmą
zarezerwowałem mieszkanie u dewelopera
zapisałam numer
mam spotkanie, nie mogę rozmawiać
mam umowę z deweloperem
mam 60 m2
umiem to sam
chcę odwołać spotkanie
jak odwołać konsultację?
czy mogę odwołać konsultację?
czy odwołaliście konsultację?
nie odwołałam konsultacji
rezygnuję
odwołałam kredyt w banku
I haven't booked yet
I'd like to book a consultation
have I booked?
did you book a call?
I will book tomorrow
I booked a flat in Warsaw
can I cancel my consultation?
я ще не забронював
хочу забронювати консультацію
чи я записалася на консультацію?
забронював квартиру
Mam umówioną wizytę w salonie płytek na sobotę
Mam umówione spotkanie w salonie kuchennym
mam umówioną wizytę w studiu kuchni
Spotkanie umówione na jutro z projektantem wnętrz
mam umówione spotkanie z moją projektantką
umówiłam się z architektem
mam umówioną rozmowę z doradcą kredytowym
mam umówione spotkanie z innym wykonawcą
I already scheduled a meeting with my architect
We booked a call with another contractor
I have a meeting scheduled with my designer
I booked a call with an interior designer
dostałem potwierdzenie
dostałem potwierdzenie rezerwacji mieszkania
dostałam potwierdzenie przelewu
dostałem potwierdzenie terminu odbioru od dewelopera
nie dostałem potwierdzenia rezerwacji terminu
czy byłam już u was na konsultacji?
nie byłem jeszcze na konsultacji
byłam na spotkaniu i nie mogłam odpisać
byłem na konsultacji u lekarza
byłbym na konsultacji
nie przyjdę
nie przyjdę na spotkanie z deweloperem
co będzie, jak nie przyjdę na umówione spotkanie?
co jeśli nie przyjdę na konsultację?
домовилася про зустріч з моїм дизайнером
записався на зустріч у салоні плитки
записалася на зустріч з архітектором
""".strip().splitlines()


def said(message: str) -> bool | None:
    return booking_done(read_slots(Text.of(message)).masked)


@pytest.mark.parametrize("message", BOOKED)
def test_it_is_booked(message: str) -> None:
    assert said(message) is True


@pytest.mark.parametrize("message", CALLED_OFF)
def test_it_is_called_off(message: str) -> None:
    assert said(message) is False


@pytest.mark.parametrize("message", NEITHER)
def test_neither_is_said(message: str) -> None:
    assert said(message) is None


def test_a_long_message_is_read_in_no_time() -> None:
    """Neither a question mark a letter nor a row of words that almost match makes it slow."""
    for piece in ("umowil ", "mam juz mam juz ", "? ", "i have already just ", "nie sie juz ", "termin jest juz "):
        assert said(piece * 300) is None
