"""What a slot finder returns."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Span = tuple[int, int]


@dataclass(frozen=True)
class Found(Generic[Value]):
    """`value` is what the visitor says holds now (None: nothing said); `spans` are all places that speak of it, so that the
    classifier can mask them. Something can be mentioned without being given: then `value` is None and `spans` is not empty.
    """

    value: Value | None = None
    spans: tuple[Span, ...] = ()
