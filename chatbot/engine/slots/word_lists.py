"""Plain lists of words, one a line, out of chatbot/engine/data."""

import re
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def word_list(name: str) -> frozenset[str]:
    """The words of data/<name>.txt without its comments."""
    lines = (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def word_pattern(name: str) -> str:
    """A pattern that matches any word of the list; * at its end stands for any ending."""
    return "|".join(
        re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else r"\b") for word in sorted(word_list(name))
    )
