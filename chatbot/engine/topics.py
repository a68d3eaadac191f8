"""What a message asks about: the topics of its clauses, each with the engine's confidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chatbot.engine.classifier import Classifier
from chatbot.engine.clauses import parts, sentences
from chatbot.engine.courtesies import strip_courtesies
from chatbot.engine.entries import OUT_OF_SCOPE
from chatbot.engine.rules import Rules
from chatbot.engine.slots.reading import MASKS

_WORD = re.compile(r"[^\W_]+")
STATEMENT = "statement"  # a clause that gives something and asks nothing: "mam mieszkanie 54 m2 w Gdyni"
COURTESY_TOPICS = frozenset({"greeting", "thanks", "goodbye"})
RULE_WEIGHT = 2.5  # in logits, for a rule of one stem
SURE = 0.4  # a part of a sentence this sure is a question of its own
CLEARER = 0.1  # how much surer a part must be to speak for its whole sentence
MOST_TOPICS = 3


@dataclass(frozen=True)
class Ranking:
    """The likeliest labels of one clause with their probabilities, best first."""

    clause: str
    labels: tuple[tuple[str, float], ...]

    @property
    def best(self) -> str:
        return self.labels[0][0]

    @property
    def confidence(self) -> float:
        return self.labels[0][1]


@dataclass(frozen=True)
class TopicModel:
    classifier: Classifier
    rules: Rules

    def rank(self, clause: str) -> Ranking:
        logits = self.classifier.logits(clause).astype(np.float64)
        for label, weight in self.rules.matches(clause).items():
            logits[self.classifier.labels.index(label)] += RULE_WEIGHT * weight
        odds = np.exp(logits - logits.max())
        odds /= odds.sum()
        best = np.argsort(odds)[::-1][:4]
        return Ranking(clause, tuple((self.classifier.labels[index], float(odds[index])) for index in best))

    def read(self, masked: str) -> tuple[Ranking, ...]:
        """A ranking for every clause of the masked message that may ask something; politeness is left out unless it is all."""
        asked = [ranking for sentence in sentences(masked) for ranking in self._read_sentence(sentence)]
        if asked:
            return tuple(asked)
        return (self.rank(masked),) if _has_words(masked) else ()

    def _read_sentence(self, sentence: str) -> Sequence[Ranking]:
        stripped = strip_courtesies(sentence).strip(" ,:-–")
        if not _has_words(stripped):
            return []
        whole = self.rank(stripped)
        pieces = [piece for piece in parts(stripped) if _has_words(piece)]
        if len(pieces) < 2:
            return [whole]
        ranked = [self.rank(piece) for piece in pieces]
        sure = {ranking.best: ranking for ranking in reversed(ranked) if _asks(ranking) and ranking.confidence >= SURE}
        if len(sure) > 1:
            return [ranking for ranking in ranked if sure.get(ranking.best) is ranking]
        best_part = max(
            (ranking for ranking in ranked if _asks(ranking)), key=lambda ranking: ranking.confidence, default=whole
        )
        return [best_part if best_part.confidence > whole.confidence + CLEARER or not _asks(whole) else whole]


def _has_words(clause: str) -> bool:
    """Something beside masks and single letters: a bare number asks nothing."""
    return any(len(word) > 1 and word not in MASKS for word in _WORD.findall(clause))


def _asks(ranking: Ranking) -> bool:
    return ranking.best not in (STATEMENT, OUT_OF_SCOPE)
