"""The town of the flat that the visitor speaks of."""

import re
from itertools import islice

from chatbot.engine.slots.changed_mind import is_correction
from chatbot.engine.slots.found import Found
from chatbot.engine.slots.place_names import Place, places
from chatbot.engine.slots.place_roles import Role, role
from chatbot.engine.text import Text

_MOST_PLACES = 20  # looked at in one message
_AREAS = {"Trójmiasto": {"Gdańsk", "Gdynia", "Sopot"}}

_COMPARED = re.compile(r"\b(?:wyzsz|nizsz|drozsz|tansz)\w+|\btak\w+ sam\w+|\brozni\w*|\broznic\w*")
_FROM = re.compile(r"\bze?\s$")
_TO = re.compile(r"\s(?:do|na)\s")


def find_city(text: Text) -> Found[str]:
    """The town in the nominative with diacritics.

    The place of the flat goes before where the visitor lives, a correction before what it corrects. Towns merely listed or
    asked about in one go give no value, nor does the place of our office.
    """
    named = list(islice(places(text), _MOST_PLACES))
    spans = tuple((place.start, place.end) for place in named)
    roles = [(role(text, place), place) for place in named if not _is_left(text, place, named)]
    best = max((how for how, _ in roles), default=Role.NONE)
    if best == Role.NONE or (len({place.city for place in named}) > 1 and _COMPARED.search(text.folded)):
        return Found(None, spans)
    return Found(_agreed(text, [(how == best, place) for how, place in roles if how == best or how > Role.HOME]), spans)


def _is_left(text: Text, place: Place, named: list[Place]) -> bool:
    """Whether the place is the first of "z Łodzi do Gdańska"."""
    later = (other.start for other in named if other.start > place.end)
    from_here = _FROM.search(text.folded[max(0, place.start - 4) : place.start])
    return from_here is not None and any(_TO.fullmatch(text.folded, place.end, start) for start in later)


def _agreed(text: Text, likely: list[tuple[bool, Place]]) -> str | None:
    """The one town that the best places mean, or what a later place corrects it to."""
    city, end = "", 0
    for is_best, place in likely:
        narrower = is_best and (not city or place.city in _AREAS.get(city, set()))
        if narrower or (city and is_correction(text.folded[end : place.start])):
            city = place.city
        elif is_best and place.city != city and city not in _AREAS.get(place.city, set()):
            return None
        end = place.end
    return city
