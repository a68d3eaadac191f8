"""The e-mail address out of a visitor's message."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatbot.engine.slots.email_address import find_email
from chatbot.engine.text import Text

GIVEN = [
    ("jan@wp.pl", "jan@wp.pl"),
    ("Mój mail to Jan.Kowalski@Gmail.com", "jan.kowalski@gmail.com"),
    ("ANNA@ONET.PL", "anna@onet.pl"),
    ("mail: jan@wp.pl.", "jan@wp.pl"),
    ("jan@wp.pl, proszę o kontakt", "jan@wp.pl"),
    ("jan@wp.pl!", "jan@wp.pl"),
    ("(jan@wp.pl)", "jan@wp.pl"),
    ("<jan@wp.pl>", "jan@wp.pl"),
    ("mailto:jan@wp.pl", "jan@wp.pl"),
    ("e-mail:jan@wp.pl", "jan@wp.pl"),
    ("email jan@wp.pl tel 501234567", "jan@wp.pl"),
    ("jan @ wp.pl", "jan@wp.pl"),
    ("jan@ wp.pl", "jan@wp.pl"),
    ("jan @wp.pl", "jan@wp.pl"),
    ("jan(at)wp.pl", "jan@wp.pl"),
    ("jan (at) wp.pl", "jan@wp.pl"),
    ("jan[at]wp.pl", "jan@wp.pl"),
    ("jan (at) wp (dot) pl", "jan@wp.pl"),
    ("jan małpa wp kropka pl", "jan@wp.pl"),
    ("jan malpa wp.pl", "jan@wp.pl"),
    ("jan kropka kowalski małpa gmail kropka com", "jan.kowalski@gmail.com"),
    ("mój mejl: ola podkreślnik nowak małpa o2 kropka pl", "ola_nowak@o2.pl"),
    ("john at gmail dot com", "john@gmail.com"),
    ("a.b-c_d+news@sub.example.co.uk", "a.b-c_d+news@sub.example.co.uk"),
    ("piszcie na biuro@firma-budowlana.com.pl", "biuro@firma-budowlana.com.pl"),
    ("kontakt@żółw.pl", "kontakt@żółw.pl"),
    ("x1@interia.eu", "x1@interia.eu"),
    ("12345@wp.pl", "12345@wp.pl"),
    ("mail jan@wp.pl a nie ann@wp.pl", "jan@wp.pl"),
    ("nie jan@wp.pl tylko jan2@wp.pl", "jan2@wp.pl"),
    ("jan@wp.pl, pomyłka: jan.k@wp.pl", "jan.k@wp.pl"),
    ("jan@wp.pl... przepraszam, jan@o2.pl", "jan@o2.pl"),
    ("zmieniam maila z jan@wp.pl na jan@o2.pl", "jan@o2.pl"),
    ("jan@wp.pl zamiast stary@wp.pl", "jan@wp.pl"),
    ("napisałem na kontakt@novahouse.pl z adresu jan@wp.pl", "jan@wp.pl"),
    ("Jan Kowalski\njan@wp.pl\n501 234 567", "jan@wp.pl"),
    ("jan@wp.pl😊", "jan@wp.pl"),
    ("mój adres→jan@wp.pl", "jan@wp.pl"),
    ("jan@wp.pl.Proszę o wycenę", "jan@wp.pl"),
    ("mail to 'jan@wp.pl'", "jan@wp.pl"),
    ("пошта: olena@ukr.net", "olena@ukr.net"),
    ("my email is john.smith@company.io thanks", "john.smith@company.io"),
    ("jan@wp.pl/501234567", "jan@wp.pl"),
    ("*jan@wp.pl", "jan@wp.pl"),
    ("jan@wp.pl :)", "jan@wp.pl"),
    ("jan.kowalski @ gmail . com", "jan.kowalski@gmail.com"),
    ("Jan@WP.PL", "jan@wp.pl"),
    ("mail męża: tomek@x.pl", "tomek@x.pl"),
    # Written after the rules, without looking at them.
    ("Proszę wysłać wycenę na adres m.wisniewska88@gmail.com, z góry dziękuję", "m.wisniewska88@gmail.com"),
    ("mail: Kowalski_Jan@ONET.EU", "kowalski_jan@onet.eu"),
    ("moj email to tomek.nowak @ wp.pl dzieki", "tomek.nowak@wp.pl"),
    ("ania.k(at)o2.pl", "ania.k@o2.pl"),
    ("ania k małpa o2 kropka pl", "k@o2.pl"),
    ("piszcie: biuro@kancelaria-nowak.com.pl;", "biuro@kancelaria-nowak.com.pl"),
    ("kasia123@interia.pl tel 600100200", "kasia123@interia.pl"),
    ("mój stary mail to jan@wp.pl, nowy to jan@gmail.com", "jan@gmail.com"),
    ("źle podałam, powinno być olga.z@gmail.com a nie olga@gmail.com", "olga.z@gmail.com"),
    ("a.b@c.pl? czy dobry mail to ten", "a.b@c.pl"),
    ("E-MAIL:KASIA@WP.PL", "kasia@wp.pl"),
    ("kontakt: <kasia@wp.pl>", "kasia@wp.pl"),
    ("kasia@wp.pl\n\nPozdrawiam", "kasia@wp.pl"),
    ("send it to mark.t@outlook.com please", "mark.t@outlook.com"),
    ("email me at joe@acme.co.uk.", "joe@acme.co.uk"),
    ("моя пошта ivan.petrenko@gmail.com", "ivan.petrenko@gmail.com"),
    ("adres mailowy: jan myślnik nowak małpa firma kropka com kropka pl", "jan-nowak@firma.com.pl"),
    ("jan@gmail.com/anna@gmail.com", "jan@gmail.com"),
    ("prześlij ofertę na ewa_z+dom@proton.me", "ewa_z+dom@proton.me"),
    ("mój mail jest taki sam: jan.nowak@student.uw.edu.pl", "jan.nowak@student.uw.edu.pl"),
    ("wyślij na jan@wp.pl i na anna@wp.pl", "jan@wp.pl"),
    ("(mail: j@x.io)", "j@x.io"),
    ("„jan@wp.pl”", "jan@wp.pl"),
    ("jan.nowak@wp.pl,501234567", "jan.nowak@wp.pl"),
    ("mail - jan@wp.pl -", "jan@wp.pl"),
    ("Jan Nowak <jan.nowak@firma.pl>", "jan.nowak@firma.pl"),
    ("jan@wp.pl🙂🙂", "jan@wp.pl"),
    ("zamiast jan@wp.pl wpiszcie jan@onet.pl", "jan@onet.pl"),
    ("wysłałem z jan@wp.pl na kontakt@novahouse.pl", "jan@wp.pl"),
    ("moj adres to kasia_nowak@vp.pl i tel 606123456", "kasia_nowak@vp.pl"),
    ("kasia.nowak@vp.pl – proszę o ofertę", "kasia.nowak@vp.pl"),
    ("Mail:   k.n@vp.pl", "k.n@vp.pl"),
    ("k.n@vp.pl…", "k.n@vp.pl"),
    ("pisz na k-n@vp.pl albo dzwoń", "k-n@vp.pl"),
    ("katarzyna kropka nowak małpka wp kropka pl", "katarzyna.nowak@wp.pl"),
    ("jan[małpa]wp.pl", "jan@wp.pl"),
    ("jan{at}wp.pl", "jan@wp.pl"),
    ("jan AT wp DOT pl", "jan@wp.pl"),
    ("Email JAN.NOWAK @ GMAIL.COM", "jan.nowak@gmail.com"),
    ("jan@wp.pl nie, sorry jan2@wp.pl", "jan2@wp.pl"),
    ("to mój e-mail:jan@wp.pl;tel:606123456", "jan@wp.pl"),
    ("jan@firma.technology", "jan@firma.technology"),
    ('"jan@wp.pl"', "jan@wp.pl"),
    ("=jan@wp.pl=", "jan@wp.pl"),
]

NOT_GIVEN = [
    "",
    "jan@",
    "@wp.pl",
    "jan@wp",
    "jan..k@wp.pl",
    "jan@wp..pl",
    "jan.@wp.pl",
    ".jan@wp.pl",
    "jan@-wp.pl",
    "jan@wp.pl@onet.pl",
    "jan@wp.p",
    "jan@wp.123",
    "@novahouse.pl na instagramie",
    "kontakt@novahouse.pl",
    "czy partnerzy@novahouse.pl to dobry adres?",
    "test@mail.novahouse.pl",
    "x@NOVAHOUSE.PL",
    "cena @ 999 zł",
    "znaczek @",
    "nie mam maila",
    "małpa w zoo",
    "moje dziecko to mała małpa",
    "obserwuję was na insta @wnetrza.pl",
    "https://www.google.com/maps/@54.37,18.61,15z",
    "wp.pl",
    "podam maila później",
    "józef@wp.pl",
    "@" * 50,
    "spotkajmy się at 5 pm",
    "look at otodom.pl",
    "a" * 65 + "@wp.pl",
    "jan@" + "a" * 64 + ".pl",
    "jan@" + "abcdefghi." * 25 + "pl",
    # Written after the rules, without looking at them.
    "mójmail@wp.pl",
    "jan kowalski@",
    "jan@gmail",
    "jan@gmail,com",
    "kontakt @ novahouse . pl",
    "czy mail info@novahouse.pl działa?",
    "@jan_nowak na insta",
    "facebook.com/novahousepl",
    "nie używam maila",
    "małpa mi się kojarzy z mailem",
    "10 @ 50 zł",
    "jan@@wp.pl",
    "jan@wp_pl",
    "www.wp.pl",
    "spotkanie at 10.30",
    "jan@.pl",
    "mail podam jak zobaczę wycenę",
    "https://novahouse.pl/?utm=jan@",
    "nie chcę podawać maila, tylko telefon 501234567",
    "mail jan@wp,pl",
    "jan wp.pl",
    "jan@wp. pl",
    "zażółć@gęślą.jaźń",
    "napiszcie na kontakt@NovaHouse.PL",
    "jan@localhost",
    "jan@127.0.0.1",
    "@@@",
    "cena@metr",
    "mam małpę w domu kropka pl",
]


@pytest.mark.parametrize(("message", "email"), GIVEN)
def test_it_reads_the_address(message: str, email: str) -> None:
    assert find_email(Text.of(message)).value == email


@pytest.mark.parametrize("message", NOT_GIVEN)
def test_it_invents_no_address(message: str) -> None:
    assert find_email(Text.of(message)).value is None


def test_our_own_address_is_marked_though_not_given() -> None:
    text = Text.of("piszę na kontakt@novahouse.pl")
    (span,) = find_email(text).spans
    assert text.original[slice(*span)] == "kontakt@novahouse.pl"


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(message: str) -> None:
    find_email(Text.of(message))


@given(st.text(alphabet="a@. małpkropi(t)-", max_size=200))
def test_what_is_found_looks_like_an_address(message: str) -> None:
    value = find_email(Text.of(message)).value
    assert value is None or (value.count("@") == 1 and ".." not in value and len(value) <= 254)
