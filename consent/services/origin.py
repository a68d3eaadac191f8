from dataclasses import dataclass

from consent.models.audit import Source


@dataclass(frozen=True)
class Origin:
    """Where a change came from: through what, from which address and program."""

    source: Source
    ip_address: str | None = None
    user_agent: str | None = None
