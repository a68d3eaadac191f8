"""Sentences with money in them. Every figure comes from the facts or from a quote."""

from chatbot.engine import money
from chatbot.engine.compose.answer import Setting
from chatbot.engine.phrases import phrase
from chatbot.engine.quote import quote

# With an area alone: the one chosen most often first, then the ends of the usual choice.
USUAL_CHOICE = ("comfort", "express", "premium")


def quote_sentence(setting: Setting, package: str, square_meters: float) -> str:
    language, facts = setting.language, setting.facts
    found = quote(facts, package, square_meters)
    values = {
        "area": money.area(square_meters, language),
        "package": facts.package_name(package, language),
        "rate": money.price(facts.price_per_m2(package), language),
    }
    if found.low == found.high:
        return phrase("quote", language, total=money.price(found.low, language), **values)
    low, high = money.price(found.low, language), money.price(found.high, language)
    return phrase("quote_range", language, low=low, high=high, **values)


def rate_sentence(setting: Setting, package: str) -> str:
    language = setting.language
    rate, name = setting.facts.price_per_m2(package), setting.facts.package_name(package, language)
    if isinstance(rate, int):
        return phrase("package_rate", language, package=name, rate=money.price(rate, language))
    low, high = (money.price(end, language) for end in rate)
    return phrase("package_rate_range", language, package=name, low=low, high=high)


def quotes_list(setting: Setting, packages: tuple[str, ...], square_meters: float) -> str:
    """One line a package, under a heading with the area."""
    language = setting.language
    lines = [phrase("quotes_heading", language, area=money.area(square_meters, language))]
    for package in packages:
        found = quote(setting.facts, package, square_meters)
        total = money.price(found.low if found.low == found.high else (found.low, found.high), language)
        lines.append(phrase("quotes_line", language, package=setting.facts.package_name(package, language), total=total))
    return "\n".join(lines)


def priced(setting: Setting) -> list[str]:
    """What the visitor's own flat costs: for the package they named, the ones they mentioned, or the usual choice."""
    area = setting.area
    if area is None:
        return [rate_sentence(setting, package) for package in setting.packages or _known(setting.package)]
    if len(setting.packages) > 1:
        return [quotes_list(setting, setting.packages, area), *notes(setting)]
    package = setting.packages[0] if setting.packages else setting.package
    if package:
        return [" ".join([quote_sentence(setting, package, area), *notes(setting)])]
    if setting.budget:
        return recommended(setting, setting.budget, area)
    favourite = setting.facts.package_name(USUAL_CHOICE[0], setting.language)
    chosen = phrase("most_chosen", setting.language, package=favourite)
    return [quotes_list(setting, USUAL_CHOICE, area), " ".join([chosen, *notes(setting)])]


def recommended(setting: Setting, budget: int, square_meters: float) -> list[str]:
    language, facts = setting.language, setting.facts
    package = facts.recommended_package(budget, square_meters)
    sentence = phrase(
        "recommendation",
        language,
        budget=money.price(budget, language),
        area=money.area(square_meters, language),
        rate=money.price(round(budget / square_meters), language),
        package=facts.package_name(package, language),
        for_whom=facts.get(f"packages.{package}.for", language),
    )
    over = quote(facts, package, square_meters).low > budget
    warning = [phrase("over_budget", language)] if over else []
    return [sentence, " ".join([quote_sentence(setting, package, square_meters), *warning, *notes(setting)])]


def notes(setting: Setting) -> list[str]:
    house = setting.context.get("property_type") == "house"
    note = "estimate_reminder" if setting.quoted_before else "estimate_note"
    return ([phrase("house_note", setting.language)] if house else []) + [phrase(note, setting.language)]


def _known(package: str | None) -> tuple[str, ...]:
    return (package,) if package else ()
