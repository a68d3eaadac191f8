"""What the assistant remembers between two messages of one conversation."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

CONSULTATION = "consultation"


@dataclass(frozen=True)
class Memory:
    """`context` is what the visitor gave, under the API's names; `topics` what the last reply was about, `packages` which ones
    it was asked about; `asked` the slot it asked for,
    or CONSULTATION when it offered one; `secondary_market`: the flat was finished before, which changes its price;
    `contact_wanted`: they asked for a person, a call or a consultation.
    """

    context: Mapping[str, Any] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    asked: str | None = None
    introduced: bool = False
    consultation_offered: bool = False
    quoted: bool = False
    secondary_market: bool = False
    contact_wanted: bool = False
    language: str = "pl"

    @classmethod
    def restore(cls, stored: Mapping[str, Any], context: Mapping[str, Any], language: str) -> Self:
        """From what `stored()` gave; unknown keys are passed over, so that an older or newer release's row can be read."""
        return cls(
            context=dict(context),
            topics=tuple(stored.get("topics", ())),
            packages=tuple(stored.get("packages", ())),
            asked=stored.get("asked"),
            introduced=bool(stored.get("introduced")),
            consultation_offered=bool(stored.get("consultation_offered")),
            quoted=bool(stored.get("quoted")),
            secondary_market=bool(stored.get("secondary_market")),
            contact_wanted=bool(stored.get("contact_wanted")),
            language=language,
        )

    def stored(self) -> dict[str, Any]:
        """As JSON for the conversation's row; context and language have columns of their own."""
        return {
            "topics": list(self.topics),
            "packages": list(self.packages),
            "asked": self.asked,
            "introduced": self.introduced,
            "consultation_offered": self.consultation_offered,
            "quoted": self.quoted,
            "secondary_market": self.secondary_market,
            "contact_wanted": self.contact_wanted,
        }

    def told(self, values: Mapping[str, Any]) -> "Memory":
        """What the visitor says now overwrites what was said before."""
        return replace(self, context={**self.context, **values})
