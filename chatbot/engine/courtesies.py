"""Politeness around a question. It says nothing of the topic, and left in place it drowns the words that do."""

import re

_COURTESY = re.compile(
    r"""\b(?:
      # greetings
      (?:no\s+)?(?:dzien\s?dobry|dobry\s+wieczor|witam|witajcie|czesc|hejka|hejo?|siemanko|siema|halo|szanowni\s+panstwo)
        (?:\s+(?:serdecznie|panstwa|panstwu|wszystkich|ponownie))?
      | hello(?:\s+there)? | hi(?:\s+there)? | hey | good\s+(?:morning|afternoon|evening)
      | добрий\s+день | доброго\s+(?:дня|ранку|вечора) | привіт | вітаю
      # asking to ask
      | (?:mam|mamy)\s+(?:takie\s+|jeszcze\s+|krotkie\s+|szybkie\s+|jedno\s+|kilka\s+|pare\s+)*
          pyta(?:nie|nia|n|nko)(?:\s+odnosnie|\s+o|\s+do\s+panstwa)?
      | (?:takie\s+|jeszcze\s+)?pytanie\s+mam
      | (?:chcial[aeo]?m?(?:by[ms]?|bysmy)|chcielibysmy|chce|chcemy|pragne)\s+(?:sie\s+|jeszcze\s+)?
          (?:zapytac|spytac|dopytac|dowiedziec|upewnic)(?:\s+sie)?(?:\s+(?:o|czy\s+moge))?
      | (?:czy\s+)?(?:moge|mozna|mozecie|moglbys|moglaby|moglibyscie|mogliby)\s+(?:panstwo\s+|mi\s+)*
          (?:powiedziec|podpowiedziec|zapytac|wyjasnic)
      | (?:prosze|prosilbym|prosilabym)\s+(?:mi\s+)?
          (?:powiedziec|podac|o\s+informacje|o\s+(?:szybka\s+)?odpowiedz|odpowiedziec)
      | (?:powiedz|powiedzcie|napiszcie|podpowiedzcie)(?:\s+(?:mi|prosze))*
      | i(?:'d|\s+would)\s+like\s+to\s+(?:know|ask) | (?:could|can)\s+you\s+(?:please\s+)?tell\s+me | i\s+have\s+a\s+question
      | підкажіть | скажіть(?:,?\s+будь\s+ласка)? | будь\s+ласка | хочу\s+запитати
      # thanks and goodbyes
      | (?:z\s+gory\s+|bardzo\s+|serdecznie\s+)*(?:dziekuje|dziekujemy|dzieki|dzienki|dziekowac)
          (?:\s+(?:bardzo|slicznie|pieknie|serdecznie|wielkie|z\s+gory|za\s+(?:odpowiedz|pomoc|informacje)))*
      | (?:zycze\s+)?mil(?:ego|ej|y)\s+(?:dnia|popoludnia|wieczoru|weekendu)(?:\s+zycze)?
      | (?:serdecznie\s+)?pozdrawia(?:m|my)(?:\s+serdecznie|\s+cieplo)? | pozdro(?:wienia)? | z\s+powazaniem
      | thanks?(?:\s+(?:you|a\s+lot|in\s+advance|very\s+much))* | (?:best\s+|kind\s+)?regards | cheers
      | дякую(?:\s+(?:заздалегідь|дуже))? | спасибі
      | prosze | please | pls
    )\b[\s,.!:;)–-]*""",
    re.VERBOSE,
)
# What may be left when only politeness was there.
_FILLERS = frozenset(
    """
    ok okej okay no to a i tak dobrze dobra super hm hmm aha oki fajnie jasne spoko very much bardzo z gory
    """.split()
)


def strip_courtesies(clause: str) -> str:
    """The folded clause without its courtesies; empty where nothing else was in it."""
    stripped = _COURTESY.sub(" ", clause)
    return stripped if any(word not in _FILLERS for word in re.findall(r"[^\W_]+", stripped)) else ""
