"""What stands around a number and tells that it is no area and no budget."""

import re

from chatbot.engine.slots.word_pattern import one_of

MONTHS = (
    "styczen stycznia styczniu luty lutego lutym marzec marca marcu kwietn* kwiecien maj maja maju czerwiec "
    "czerwc* lipiec lipca lipcu sierpnia sierpniu sierpien wrzes* pazdziern* listopad* grud*"
)
_COUNTED_WORDS = (
    "cm mm km kilomet* mb ml m3 m-c m-cy min minut* godz* h pok pokoj* pokoi pietr* lat lata rok roku dni dzien "
    "dnia tyg tygodn* miesiac* miesiec* msc osob* szt sztuk* lazien* sypialn* rat raty raz razy pyt* procent* "
    "klient* projektow realizac* produkt* mieszkan go ego eur euro usd gbp dolar* funt* грн"
)
# What a number counts that means neither square metres nor złoty.
COUNTED = rf"\s{{0,3}}-?\s{{0,3}}(?:[%€$£*]|x\s?\d|{one_of(_COUNTED_WORDS + MONTHS)}(?!\w))"
PER_METRE = (
    r"\s{0,3}(?:netto|brutto)?\s{0,3}(?:/|(?:za|od|z|per|na|a|x)\s)\s{0,3}(?:1\s?|jeden\s)?"
    r"(?:m2|m²|metr|mkw|kw|m\b|sqm|sq|square|м)"
)
_SAID_OR_DONE = "ma maja mial* rob* zrob* wydal* dal* zaplac* wykancz* wykoncz* kupi* wzi* mowi* has had paid spent"
_PEOPLE = "sasiad* znajom* koleg* kolez* kumpel* kumpl* siostr* brat* kuzyn* szwag* przyjaci* klien* friend* neighbo*"
# Up to the number the talk is of somebody else's flat or money: "sąsiad ma ...", "znajomi zapłacili ...".
SOMEONE_ELSE = re.compile(
    rf"\b{one_of(_PEOPLE)}\W+(?:\w+\W+){{0,3}}?{one_of(_SAID_OR_DONE)}\b"
    rf"(?!.*\b{one_of('mam mamy moj* nasz* mnie my i_have')}\b)"
)
