"""Every way in which a name may stand in a Polish sentence, folded, to find it again."""

import re
from collections import defaultdict

from chatbot.engine.slots.first_names import FIRST_NAMES
from chatbot.engine.text import Text, fold

_SHORTEST = 2  # letters: an initial is everywhere
_SHORTEST_STEM = 3
_ENDINGS = "a|e|i|o|u|y|ej|em|om|ow|owi|owie|owa|owej|ami|ach|iem|ie|im|imi|ich|iego|iemu|iej|ego|emu|ym|ymi|ych"
_FLEETING_E = re.compile(r"e(?=[ck]$)")  # Gołąbek, Gołąbka


def _by_nominative() -> dict[str, set[str]]:
    forms: dict[str, set[str]] = defaultdict(set)
    for form, name in FIRST_NAMES.items():
        forms[fold(name)].add(form)
    return forms


_FORMS = _by_nominative()


def name_forms(name: str) -> set[str]:
    """Patterns for the words of a name: a first name in the forms of the engine's table, a surname with any case's ending."""
    return {form for word in Text.of(name).words if len(word.folded) >= _SHORTEST for form in _word_forms(word.folded)}


def _word_forms(word: str) -> set[str]:
    if word in FIRST_NAMES or word in _FORMS:
        nominative = fold(FIRST_NAMES.get(word, word))
        return {word, nominative, *_FORMS[nominative], *_FORMS.get(word, ())}
    stems = {word, re.sub(r"[aeiouy]$", "", word), _FLEETING_E.sub("", word)}
    return {re.escape(word)} | {f"{re.escape(stem)}(?:{_ENDINGS})?" for stem in stems if len(stem) >= _SHORTEST_STEM}
