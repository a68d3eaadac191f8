"""Whether a visitor says that they have booked a consultation, or have called one off.

What is done is told from what is wished, asked, denied or still to come by its form: "umówiłam się" and "mam umówione" say it,
"chcę się umówić", "czy umówiliście?", "nie umówiłam się" and "umówię się" do not. And from what else people book: a notary, a
flat, another firm. A question after a particular ("o której mam umówione spotkanie?") takes the booking for granted.
"""

import re

from chatbot.engine.clauses import sentences

_ASKED = "qasked"  # stands for the question mark, which the sentences have lost
_QUESTION_MARKS = re.compile(r"\?+")
# "I" is also an English word, which begins what is looked for here.
_PIECE = re.compile(
    r",|\s[-–—]\s|\b(?:i(?!\s+(?:have|already|just|booked|scheduled|reserved|arranged|made|cancel\w*|am"
    r"|got|received|had|attended|will|won|was\s+at)\b)"
    r"|ale|oraz|lecz|but|and|але|та|і)\b(?=\s)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PARTICIPLE = r"(?:um[ouwi]{2,4}|zarezerwowa|zabu?o*ko?wa|zaklepa|ustalo)[nm]\w{1,3}"
_SUPPOSED = re.compile(r"\b(?:jesli|jezeli|jak\s+nie|gdy\w*|jakby\w*|zeby\w*|aby\w*|if|unless|якщо|якби|щоб)\b")
_YES_OR_NO = re.compile(r"^\W*(?:have|has|did|do|does|am|is|are)\b|\b(?:czy|чи)\b")
_PARTICULAR = re.compile(
    r"^\W*(?:(?:na|o|w|u|z|do|at|on|with|о|на|з)\s+)?(?:kiedy|gdzie|ktor\w*|kim|kogo|jak|co|when|where|what|which|who|how|коли|де|котр\w*)\b"
)
_BOOKED = re.compile(
    rf"""\b(?:
        um[ouwi]{{2,4}}l{{1,2}}(?:[ae]m|[iy]smy) | zare?[rz]\w{{2,8}}l(?:[ae]m|[iy]smy) | zabu?o*ko?wal(?:[ae]m|[iy]smy)
      | zaklepal(?:[ae]m|[iy]smy) | zapisal(?:[ae]m|[iy]smy)\s+sie | sie\s+(?:juz\s+)?zapisal(?:[ae]m|[iy]smy)
      | (?:ustalil|przel[oa]zyl)(?:[ae]m|[iy]smy)(?=\s+(?:\w+\s+){{0,3}}(?:termin|spotkan|konsultacj|wizyt))
      | um[ouwi]{{2,4}}l\w{{0,5}}\s+(?:mnie|mi|nas|nam) | (?:mnie|mi|nas|nam)\s+um[ouwi]{{2,4}}l\w{{0,5}}
      | (?:jestem|jestesmy)\s+(?:(?:juz|tez|z\s+wami|z\s+panstwem|u\s+was)\s+)*(?:um[ouwie]{{2,5}}n\w{{1,2}}|zapisan\w)
      | mam(?:y)?\s+(?:\w+\s+){{0,3}}{_PARTICIPLE}
      | mam(?:y)?\s+(?:juz\s+)?(?:\w+\s+\w+\s+)?konsultacj\w*(?=\s+(?:w|we|na|o|jutro|pojutrze|dzis\w*)\b)
      | mam(?:y)?\s+(?:juz\s+)?(?:\w+\s+)?termin(?=\s+(?:\w+\s+)?(?:konsultacj|spotkani|wizyt))
      | (?:dostal|otrzymal)(?:[ae]m|[iy]smy)\s+(?:\w+\s+){{0,2}}potwierdzeni\w{{1,2}}
        (?=\s+(?:rezerwacji\s+)?(?:\w+\s+)?(?:termin|konsultacj|spotkan|wizyt|rozmow) | \s+rezerwacji\W*$)
      | byl(?:[ae]m|[iy]smy)\s+(?:(?!po\b)\w+\s+){{0,3}}na\s+(?:\w+\s+)?konsultacj[ia]
      | byl(?:[ae]m|[iy]smy)\s+(?:\w+\s+)?(?:u\s+(?:was|panstwa)|z\s+wami)\s+(?:\w+\s+)?na\s+(?:spotkani|wizyci)\w
      | udalo\s+(?:mi|nam)\s+sie\s+(?:juz\s+)?(?:um[ouwi]{{2,4}}c|zarezerwowac)
      | (?:(?:we|i)(?:['’]?ve|\s+have)?\s+)(?:already\s+|just\s+)?(?:booked|scheduled|reserved|arranged)
      | (?:we|i)(?:['’]?ve|\s+have)?\s+(?:already\s+|just\s+)?made\s+(?:an?\s+)?(?=appointment|booking|reservation)
      | (?:we|i)(?:['’]ve\s+got|\s+have)\s+(?:already\s+)?(?:an?\s+)?(?=\w+\s+(?:booked|scheduled|arranged))
      | (?:i['’]?m|i\s+am|we\s+are|we['’]re)\s+(?:already\s+)?booked
      | (?:we|i)(?:['’]?ve|\s+have)?\s+(?:already\s+|just\s+)?(?:got|received)\s+(?:an?\s+|the\s+|your\s+)?
        (?=(?:booking|appointment|consultation|meeting)\s+confirmation
          |confirmation\s+(?:of|for)\s+(?:my|our|the|an?)\s+(?:booking|appointment|consultation|meeting))
      | (?:(?:i\s+was|we\s+were)\s+(?:already\s+)?at|(?:we|i)(?:['’]?ve)?\s+(?:already\s+)?(?:had|attended))
        \s+(?:an?|the|my|our|your)\s+consultation
      | (?:отримав|отримала|отримали)\s+підтвердження(?=\s+(?:\w+\s+)?(?:консультац|зустріч|візит))
      | (?:був|була|були)\s+(?:(?:вже|у|вас)\s+){{0,3}}на\s+консультації
      | забронюва(?:в|л)\w* | записа(?:вс|лас|лис)\w* | домови(?:вс|лас|лис)\w*
    )\b""",
    re.VERBOSE,
)
_CALLED_OFF = re.compile(
    r"""\b(?:
        (?:odwol|anulow|skasow)al(?:[ae]m|[iy]smy)
      | musial(?:[ae]m|[iy]smy)\s+odwolac | zrezygnowal(?:[ae]m|[iy]smy) | odwoluje(?:my)? | anuluje(?:my)?
      | rezygnuje(?:my)?(?=\s+ze?\s)
      | nie\s+(?:przyj(?:de|dziemy|ade)|przyjedziemy|pojawi(?:e|my)\s+sie|stawi(?:e|my)\s+sie|bedzie\s+(?:mnie|nas))
        (?=\s+(?:\w+\s+){0,3}na\s+(?:\w+\s+)?(?:konsultacj|spotkani|wizyt))
      | (?:we|i)\s+(?:won['’]t|will\s+not)\s+(?:(?:be\s+)?(?:come|coming|attend\w*|there)|make\s+it)
        (?=\s+(?:\w+\s+){0,3}(?:consultation|meeting|appointment|call)\b)
      | не\s+(?:прийду|прийдемо)(?=\s+на\s+(?:\w+\s+)?(?:консультац|зустріч|візит))
      | (?:we|i)(?:['’]?ve|\s+have)?\s+(?:already\s+|just\s+)?cancel+ed | (?:i['’]?m|i\s+am|we\s+are|we['’]re)\s+cancel+ing
      | скасува(?:в|л)\w* | відміни(?:в|л)\w*
    )\b""",
    re.VERBOSE,
)
_MEETING = (
    r"(?:kons\w{3,}|spot(?:k|a)\w{3,}|wizyt\w*|termin\w*|rozmow\w*|na\s+telefon|doradc\w*|rezerwacj\w*|consult\w*|appointment\w*"
    r"|meeting\w*|slot\w*|call\w*|visit\w*|booking\w*|консультац\w*|зустріч\w*|дзвінок|термін\w*|візит\w*)"
)
_OF_A_MEETING = re.compile(rf"\b{_MEETING}\b")
# "Konsultacja (jest już) umówiona": nobody is named who did it.
_IS_BOOKED = re.compile(
    rf"\b{_MEETING}\s+(?:(?:jest|sa|mam|juz|zostal\w*|is|has|been|already|вже)\s+)*(?:{_PARTICIPLE}|booked|scheduled|заброньован\w*|призначен\w*)\b"
    rf"|^\W*(?:(?:juz|wszystko|already|вже)\s+)?(?:{_PARTICIPLE}|booked|заброньовано)\W*$"
    r"|\b(?:у|в)\s+мене\s+(?:вже\s+)?(?:призначен|запланован)\w*"
)
_IS_CALLED_OFF = re.compile(
    rf"\b{_MEETING}\s+(?:(?:jest|juz|zostal\w*|is|was|has|been)\s+)*(?:odwolan|anulowan|cancel+ed|скасован)\w*\b"
)
_DENIED = re.compile(
    r"\b(?:nie|not|never|nikt|ще\s+не|не)\s+(?:(?:sie|juz|jeszcze|sobie|mi|mam|jest|jestem|yet|я|ще)\s+){0,2}$|n['’]t\s+(?:yet\s+)?$"
)
# Architects and designers work here, too. Ours is called "projektant"; an "architekt" or a "projektant wnętrz" who is not said
# to be ours is somebody else.
_OTHERS = re.compile(
    r"""\b(?:
        (?:dewelop|notari|lekarz|dentyst|fryzj|bank|elektryk|hydraulik|kredyt|konkuren|plytkarz|kuchenn|developer|notary|doctor|dentist
          |contractor|showroom|нотар|лікар|забудовник|банк|підрядник|плиточник|кухонн)\w*
      | (?<!w\ sprawie\ )(?:kuchni|plytek|plytk|плитк|кухон)\w*
      | (?:w|do|ze?|у|в|до)\s+(?:салон|salon)\w*
      | (?<!waszym\ )(?<!wasza\ )(?<!panstwa\ )architekt\w* | (?<!your\ )architect\w* | (?<!вашим\ )(?<!вашою\ )архітектор\w*
      | (?<!waszym\ )(?<!wasza\ )(?<!panstwa\ )projektant\w*\s+wnetrz | (?<!your\ )interior\s+designer\w*
      | (?:moj|swo|nasz|wlasn)\w*\s+(?:projektant|wykonawc)\w* | (?:my|our)\s+(?:own\s+)?designer\w*
      | (?:мо|сво|наш)\w*\s+дизайнер\w*
      | (?:inn\w+|another|other|інш\w+)\s+(?:firm|wykonawc|ekip|compan|фірм|компан)\w*
    )""",
    re.VERBOSE,
)
_ONE_OF_US = re.compile(r"\bz\s+(?:pania?|panem)\s+\w+")
# After the verb these say when, where and with whom of us; any other word may name what else was booked.
_BESIDE = re.compile(
    r"""sie|juz|sobie|tez|wlasnie|na|o|w|we|do|z|u|po|przed|przez|od|ok|okolo|was|wami|panstw\w*|pani\w?|pana|panem|novahouse
      |nova|house|projektant\w*|designer\w*|biur\w*|online|stron\w*|formularz|kalendarz\w*|internet\w*|godz\w*|dzis\w*|jutro|pojutrze|wczoraj|rano|wieczor\w*
      |poludni\w*|popoludni\w*|ten|ta|to|tym|now\w*|przyszl\w*|nastepn\w*|najblizsz\w*|tydzien|tygodni\w*|dzien|dnia
      |poniedzial\w*|wtor\w*|srod\w*|czwart\w*|piat\w*|sobot\w*|niedziel\w*|stycz\w*|lut\w*|marc\w*|marz\w*|kwiet\w*|kwiec\w*|maj\w*
      |czerw\w*|lip\w*|sierp\w*|wrzes\w*|wrzesn\w*|pazdziern\w*|listopad\w*|grud\w*|dziek\w*|qnumber|qname|qcity|qasked
      |in|for|on|at|it|one|already|today|tomorrow|next|week|am|pm|thanks|thank|you|with|your|online|yes
      |mon\w*|tue\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*
      |у|в|на|о|об|до|з|із|вже|вам\w*|вас|ся|завтра|сьогодні|понеділ\w*|вівтор\w*|серед\w*|четвер\w*|п['’]ятниц\w*|субот\w*|неділ\w*""",
    re.VERBOSE,
)


def booking_done(masked: str) -> bool | None:
    """True: a consultation is booked; False: it is called off; None: neither is said. The last word counts.

    `masked` as in Slots.
    """
    done = None
    for sentence in sentences(_QUESTION_MARKS.sub(f" {_ASKED}?", masked)):
        for piece in _PIECE.split(sentence):
            if (said := _said(piece)) is not None and not _is_doubted(piece):
                done = said
    return done


def _is_doubted(piece: str) -> bool:
    """Asked whether it is so, or only supposed."""
    if _YES_OR_NO.search(piece) or _SUPPOSED.search(piece):
        return True
    return _ASKED in piece and not _PARTICULAR.search(piece)


def _said(piece: str) -> bool | None:
    if _OTHERS.search(piece):
        return None
    if _IS_CALLED_OFF.search(piece) or _states(_CALLED_OFF, piece):
        return False
    return True if _IS_BOOKED.search(piece) or _states(_BOOKED, piece) else None


def _states(pattern: re.Pattern[str], piece: str) -> bool:
    found = pattern.search(piece)
    if found is None or _DENIED.search(piece[: found.start()]):
        return False
    after = _WORD.findall(_ONE_OF_US.sub("", piece[found.end() :]))
    return bool(_OF_A_MEETING.search(piece)) or all(_BESIDE.fullmatch(word) for word in after)
