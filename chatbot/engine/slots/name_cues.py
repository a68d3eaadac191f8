"""The words by which people introduce themselves, and what stands around a name that is the visitor's own."""

import re

_GAP = r"[\s,.:;!–()\-]{0,4}"
_TITLE = r"(?:(?:pani|pan|mowi|ja|tu|to|z tej strony|dr|mgr|inz)\b\.?\s?){0,2}"

# After these a name must stand.
CERTAIN = re.compile(
    rf"""(?<!\bnie\ )(?<!\bjak\ )\b(?:
        nazywam\ sie | mam\ na\ imie | na\ imie\ (?:mi|mam) | nazwisko\ ?[:=–-]
        | moje\ (?:imie(?:\ i\ nazwisko)?|nazwisko|dane)(?:\ to|\ jest)?
        | imie(?:\ i\ nazwisko)?\ ?[:=–-]
        | my\ name(?:'s|’s|\ is) | name\ ?: | call\ me
        | (?:мене|меня)\ (?:звати|звуть|зовут) | звати\ мене | моє\ ім['’`]?я(?:\ -)? | мое\ имя | ім['’`]?я\ ?:
    )(?!\w){_GAP}{_TITLE}""",
    re.VERBOSE,
)
# After these a known name is the visitor's. The groups: what else must hold, see `suits` in person_name.
LIKELY = re.compile(
    rf"""(?<!\bnie\ )(?<!\w)(?:
        (?P<self> jestem | i['’]m | i\ am | я )
        | (?P<opening> tu(?:taj)? | mowi | pisze | this\ is | it['’]s | here\ is | imie | це | это )
        | z\ tej\ strony | przy\ telefonie | to\ ja | milo\ mi(?:\ poznac)? | zwe\ sie | wolaja\ (?:na\ )?mnie
        | (?:mow|mowcie|mowic)\ (?:mi|do\ mnie) | mi\ mowic | (?:zapis|wpis)\w+\ mnie\ jako
        | podpisano\ ?: | kontakt(?:\ do\ mnie)?\ ?:
        | dane(?:\ (?:do\ kontaktu|kontaktowe|osobowe))?\ ?:?
        | (?P<farewell>
            pozdr\w* | pzdr | z\ powazaniem | z\ wyrazami\ szacunku | klania\w*\ sie
            | regards | best | cheers | sincerely | з\ повагою | с\ уважением
          )(?:\ (?:serdecznie|cieplo|goraco|cieplutko|bardzo|i\ czekam|regards|wishes|z\ gory)){{0,2}}
        | (?P<thanks>
            dziekuje | dzieki | z\ gory\ dziekuje | thanks | thank\ you | дякую
          )(?:\ (?:bardzo|serdecznie|z\ gory))?
    )(?!\w)(?P<gap>{_GAP}){_TITLE}""",
    re.VERBOSE,
)
# A name may begin what the visitor says, alone or after a greeting.
OPENS = re.compile(
    r"""(?: ^ | [.,!?;:\n)(–-]
        | \b(?:dzien\ dobry|dobry\ wieczor|dobry|czesc|witam|witaj|hej|hejka|halo|siema|serwus|hi|hello|hey|привіт|вітаю|день)
    )\W*$""",
    re.VERBOSE,
)
INTRODUCED_AFTER = re.compile(
    r"\s*,?\s?(?:jestem|z tej strony|tutaj(?=\W*(?:$|[.,!?]))|sie nazywam|mam na imie|here\b|speaking|przy telefonie)\b"
)
# A telephone number or an address, as typed or blanked out by the caller.
CONTACT_AFTER = re.compile(
    r"[\s,;:.|/()<–-]{0,5}(?:\+?\(?\d[\d\s()./-]{7}|(?:tel|telefon|nr|numer|kom|mail|e-?mail)\b|[\w.+-]{1,64}\s?@| {7})"
)
CONTACT_BEFORE = re.compile(r"(?:\d[\d ()/-]{7,20}|@[\w.-]{3,60}| {7})[\s,;:.|/()–-]{0,5}$")
IN_AN_ADDRESS = re.compile(r"[.@_+]\w")  # after a name: "anna.nowak@..."
CARD_AFTER = re.compile(r"\s?[,;–-]\s?(?:\d|(?P<word>[^\W\d_]+))")  # "Anna, Gdynia", "Anna, 60 m2"
END_MARKS = " .!:;)\n😊🙂👋"
SOMEBODY_ELSE = re.compile(
    r"""\b(?:maz|zona|kolega|kolezanka|znajom\w+|architekt\w*|projektant\w*|brat|siostra|syn|corka|partner\w*|firma|wykonawc\w+
        |szef\w*)[\s,:-]*$""",
    re.VERBOSE,
)
SURNAME_AFTER = re.compile(r"\W{0,4}nazwisko\W{1,3}(?=[^\W\d_])")
# What may stand before a bare name in reply to the question for it.
COURTESY = re.compile(
    r"""(?:(?:tak|jasne|pewnie|oczywiscie|prosze|dzien\ dobry|czesc|hej|witam|to|ok|okej|dobrze|no|imie|mi|po\ prostu|milo\ mi
        |bardzo|juz|moze|jestem|sure|yes|well|так|добре)\b\W{0,3}){0,5}""",
    re.VERBOSE,
)
