"""What an outside service is told of a lead: plain data, ready to be shown, and JSON for the outbox."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class LeadCard:
    """A lead at one moment. `reference` is what an outside service finds its copy by, also after our answer to it was lost.

    `package` and `property_type` are names as people read them; `status` is None where it stays as it is over there. `talks`:
    how many talks of the same person the console has, this one included.
    """

    lead_id: int
    reference: str
    url: str
    score: int
    name: str | None = None
    email: str | None = None
    phone: str | None = None  # E.164
    city: str | None = None
    square_meters: float | None = None
    budget_pln: int | None = None
    package: str | None = None
    property_type: str | None = None
    status: str | None = None
    talks: int = 1

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def restore(cls, stored: Mapping[str, Any]) -> Self:
        """Unknown keys are passed over: an older or newer release may have written them."""
        return cls(**{field.name: stored[field.name] for field in fields(cls) if field.name in stored})


@dataclass(frozen=True)
class LeadAlert:
    """Why the team is told of a lead now. `known_as`: the number of the same person's earlier lead."""

    card: LeadCard
    high_priority: bool
    asks_for_contact: bool
    known_as: int | None = None
