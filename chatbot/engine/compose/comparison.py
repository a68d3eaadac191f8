"""Packages side by side."""

from chatbot.engine import money
from chatbot.engine.compose.answer import Setting
from chatbot.engine.compose.prices import notes
from chatbot.engine.phrases import phrase
from chatbot.engine.quote import quote


def compared(setting: Setting, packages: tuple[str, ...]) -> list[str]:
    """One line a package; for two packages with fixed prices and a known area, what the difference costs."""
    lines = "\n".join(_line(setting, package) for package in packages)
    difference = _difference(setting, packages)
    return [lines, " ".join([*([difference] if difference else []), *notes(setting)])]


def _line(setting: Setting, package: str) -> str:
    facts, language = setting.facts, setting.language
    name = "comparison_individual" if package == "individual" else "comparison"
    return phrase(
        name,
        language,
        package=facts.package_name(package, language),
        rate=money.price(facts.price_per_m2(package), language),
        products=facts.get(f"packages.{package}.products", language),
        visualisations=facts.get(f"packages.{package}.visualisations", language),
        design_time=facts.get(f"packages.{package}.design_time", language),
        weeks=facts.fill(f"{{packages.{package}.works_weeks|range}}", language),
    )


def _difference(setting: Setting, packages: tuple[str, ...]) -> str | None:
    if setting.area is None or len(packages) != 2:
        return None
    one, other = (quote(setting.facts, package, setting.area) for package in packages)
    if one.low != one.high or other.low != other.high:
        return None
    difference = money.price(abs(one.low - other.low), setting.language)
    area = money.area(setting.area, setting.language)
    return phrase("comparison_difference", setting.language, area=area, difference=difference)
