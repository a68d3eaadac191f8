"""The company's facts, and filling them into answers. Numbers reach a visitor from here and from the calculator alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from chatbot.engine.money import grouped, price
from chatbot.engine.phrases import join_list

PLACEHOLDER = re.compile(r"\{([a-z0-9_.-]+)(?:\|([a-z]+))?\}")
PACKAGES = ("express", "express-plus", "comfort", "premium", "individual")


class MissingFact(LookupError):
    """A placeholder, given as `placeholder`, names something that the facts do not hold."""

    def __init__(self, placeholder: str, problem: str) -> None:
        super().__init__(f"{placeholder} {problem}")
        self.placeholder = placeholder


@dataclass(frozen=True)
class Facts:
    data: Mapping[str, Any]
    towns_nearby: frozenset[str] = frozenset()

    def get(self, path: str, language: str, package: str | None = None) -> Any:
        """The fact at a dotted path; `package.` begins at the visitor's package. Raises MissingFact."""
        steps = path.split(".")
        if steps[0] == "package":
            if package is None:
                raise MissingFact(f"{{{path}}}", "needs a package")
            steps[0:1] = ["packages", package]
        node: Any = self.data
        for step in steps:
            if not isinstance(node, Mapping) or node.get(step) is None:
                raise MissingFact(f"{{{path}}}", "is not among the facts")
            localised = f"{step}_{language}"  # name_en beside name
            node = node[localised] if localised in node else node[step]
        if isinstance(node, Mapping) and "pl" in node:
            node = node.get(language) or node["pl"]
        if isinstance(node, Mapping):
            raise MissingFact(f"{{{path}}}", "is a group of facts, not one")
        return node

    def fill(self, template: str, language: str, package: str | None = None) -> str:
        """The template with every placeholder replaced. Raises MissingFact, also for an unknown format."""

        def replace(match: re.Match[str]) -> str:
            path, form = match.groups()
            return _formatted(self.get(path, language, package), form, language, match.group())

        return PLACEHOLDER.sub(replace, template)

    def package_name(self, package: str, language: str) -> str:
        return str(self.get(f"packages.{package}.name", language))

    def package_locative(self, package: str, language: str) -> str:
        """The name as it stands after "w pakiecie"."""
        if language == "pl" and (inflected := self.data["packages"][package].get("name_locative")):
            return str(inflected)
        return self.package_name(package, language)

    def covers(self, city: str) -> Literal["yes", "nearby", "no"]:
        """Is a known town one of the company's, within its radius of one, or farther away?"""
        if city in (*self.data["coverage"]["cities"], "Trójmiasto"):
            return "yes"
        return "nearby" if city in self.towns_nearby else "no"

    def price_per_m2(self, package: str) -> int | tuple[int, int]:
        """PLN gross per m2: one figure, or the ends of a range."""
        value = self.data["packages"][package]["price_per_m2"]
        return tuple(value) if isinstance(value, list) else value

    def recommended_package(self, budget_pln: float, square_meters: float) -> str:
        """The package that a budget for an area points at, by the company's table."""
        rate = budget_pln / square_meters
        rows = self.data["recommendation_by_budget_per_m2"]
        return next(str(row["package"]) for row in rows if row["below"] is None or rate < row["below"])


def _formatted(value: Any, form: str | None, language: str, placeholder: str) -> str:
    if form == "zl":
        return price(value, language)
    if form == "range" and isinstance(value, list):
        return "–".join(str(end) for end in value)
    if form == "list" and isinstance(value, list):
        return join_list([str(item) for item in value], language)
    if form is None and not isinstance(value, list):
        return grouped(value, language) if isinstance(value, int) and value >= 10_000 else str(value)
    raise MissingFact(placeholder, "cannot be written so")
