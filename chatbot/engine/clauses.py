"""A message taken apart: its sentences, and the parts of a sentence that may each ask something."""

import re

_SENTENCE_END = re.compile(r"[!?;\n…]+|\.(?=\s|$)")
_JOINT = re.compile(r",|\s[-–—]\s|[()]|:\s|\b(?:i|oraz|a|ale|and|but|also|та|і|а)\b(?=\s)")
MOST_SENTENCES = 12
MOST_PARTS = 5


def sentences(folded: str) -> list[str]:
    """The sentences of a folded message, at most twelve: the last ones, where the question usually stands."""
    found = [piece.strip() for piece in _SENTENCE_END.split(folded) if piece.strip()]
    return found[-MOST_SENTENCES:]


def parts(sentence: str) -> list[str]:
    """The parts between commas and conjunctions, at least two words each; one part where it cannot be divided."""
    pieces: list[str] = []
    for piece in _JOINT.split(sentence):
        words = len(piece.split())
        if not words:
            continue
        if pieces and (words < 2 or len(pieces) == MOST_PARTS):
            pieces[-1] += " " + piece.strip()
        else:
            pieces.append(piece.strip())
    return pieces
