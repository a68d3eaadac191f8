"""The table of first names in all their forms (scripts/build_word_forms.py makes it)."""

from chatbot.engine.slots.word_lists import DATA


def _read() -> tuple[dict[str, str], frozenset[str]]:
    rows = [line.split("\t") for line in (DATA / "first_names.tsv").read_text(encoding="utf-8").splitlines()]
    return {form: name for form, name, _ in rows}, frozenset(form for form, _, nominative in rows if nominative == "1")


# By folded form: the name in the nominative. NOMINATIVES are the forms that are one themselves.
FIRST_NAMES, NOMINATIVES = _read()
