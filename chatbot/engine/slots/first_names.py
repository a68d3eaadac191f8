"""The table of first names in all their forms (scripts/build_word_forms.py makes it)."""

from pathlib import Path

_TABLE = Path(__file__).parents[1] / "data" / "first_names.tsv"


def _read() -> tuple[dict[str, str], frozenset[str]]:
    rows = [line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()]
    return {form: name for form, name, _ in rows}, frozenset(form for form, _, nominative in rows if nominative == "1")


# By folded form: the name in the nominative. NOMINATIVES are the forms that are one themselves.
FIRST_NAMES, NOMINATIVES = _read()
