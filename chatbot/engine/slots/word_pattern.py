"""Writing regular expressions over words so that one can read them."""

import re

REACH = 50  # characters after a number, or between two, that are read for what it counts; this bounds the work, too


def one_of(words: str) -> str:
    """A pattern for any of the words; "kupi*" stands for all that begin so, "do_wydania" for two words."""
    escaped = (re.escape(word).replace(r"\*", r"\w*").replace("_", r"\s+") for word in words.split())
    return f"(?:{'|'.join(escaped)})"
