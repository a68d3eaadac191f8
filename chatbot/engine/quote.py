"""Quotes: area times price per m2. An estimate, never an offer (the final price follows a meeting or the floor plan)."""

from dataclasses import dataclass

from chatbot.engine.facts import Facts


@dataclass(frozen=True)
class Quote:
    """`low` and `high` are PLN gross for the whole area; they are equal unless the package has a price range."""

    package: str
    square_meters: float
    low: int
    high: int


def quote(facts: Facts, package: str, square_meters: float) -> Quote:
    rates = facts.price_per_m2(package)
    low, high = (rates, rates) if isinstance(rates, int) else rates
    return Quote(package, square_meters, round(low * square_meters), round(high * square_meters))
