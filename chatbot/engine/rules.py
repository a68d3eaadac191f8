"""Keyword rules: stems that point at one topic, found even when mistyped."""

from collections.abc import Mapping, Sequence

from chatbot.engine.nearby import NearbyTable

_TYPO_LENGTH = 6  # stems this long forgive one edit


class Rules:
    """Rules are lists of stems; a rule fires when each of its stems begins some word of the clause."""

    def __init__(self, keywords: Mapping[str, Sequence[str]]) -> None:
        """`keywords`: label -> rules, each one stem or several joined with "+"."""
        self._rules: list[tuple[str, tuple[str, ...]]] = [
            (label, tuple(rule.split("+"))) for label, rules in keywords.items() for rule in rules
        ]
        self._by_stem: dict[str, list[int]] = {}
        for number, (_, stems) in enumerate(self._rules):
            for stem in stems:
                self._by_stem.setdefault(stem, []).append(number)
        self._longest = max(map(len, self._by_stem), default=0)
        self._near = NearbyTable({stem: stem for stem in self._by_stem}, shortest=_TYPO_LENGTH)

    def matches(self, clause: str) -> dict[str, float]:
        """label -> weight of the strongest rule that fires: more stems, and longer ones, weigh more."""
        present = {stem for word in clause.split() for stem in self._stems_of(word)}
        fired: dict[str, float] = {}
        for number in {number for stem in present for number in self._by_stem[stem]}:
            label, stems = self._rules[number]
            if all(stem in present for stem in stems):
                fired[label] = max(fired.get(label, 0.0), 1.0 + 0.5 * (len(stems) - 1))
        return fired

    def _stems_of(self, word: str) -> list[str]:
        stems = [word[:end] for end in range(2, min(len(word), self._longest) + 1) if word[:end] in self._by_stem]
        if not stems and len(word) >= _TYPO_LENGTH:
            for end in range(_TYPO_LENGTH - 1, min(len(word), self._longest + 1) + 1):
                if stem := self._near.find(word[:end]):
                    return [stem]
        return stems
