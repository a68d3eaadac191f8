"""Sentences with money in them. Every figure comes from the facts or from a quote."""

from chatbot.engine import money
from chatbot.engine.compose.answer import Setting
from chatbot.engine.phrases import phrase
from chatbot.engine.quote import quote

CHEAPEST = "express"
FIXED_PRICES = ("express", "express-plus", "comfort", "premium")  # by price
# With an area alone: three of them, with the one chosen most often.
USUAL_CHOICE = ("express", "comfort", "premium")
CHOSEN_MOST = "comfort"


def quote_sentence(setting: Setting, package: str, square_meters: float) -> str:
    language, facts = setting.language, setting.facts
    found = quote(facts, package, square_meters)
    values = {
        "area": money.area(square_meters, language),
        "package": facts.package_locative(package, language),
        "rate": money.price(facts.price_per_m2(package), language),
        "vat": "" if _above_vat_limit(setting) else phrase("vat_included", language),
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
        return [" ".join([quote_sentence(setting, package, area), *budget_sentences(setting, package, area), *notes(setting)])]
    if setting.budget:
        return recommended(setting, setting.budget, area)
    favourite = setting.facts.package_name(CHOSEN_MOST, setting.language)
    chosen = phrase("most_chosen", setting.language, package=favourite)
    return [quotes_list(setting, USUAL_CHOICE, area), " ".join([chosen, *notes(setting)])]


def recommended(setting: Setting, budget: int, square_meters: float) -> list[str]:
    """The package for a budget by the company's table; plainly no where not even the cheapest fits."""
    language, facts = setting.language, setting.facts
    if quote(facts, CHEAPEST, square_meters).low > budget:
        return [" ".join([*budget_sentences(setting, CHEAPEST, square_meters), *notes(setting)])]
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
    told = [quote_sentence(setting, package, square_meters), *budget_sentences(setting, package, square_meters)]
    return [sentence, " ".join([*told, *notes(setting)])]


def budget_sentences(setting: Setting, package: str, square_meters: float) -> list[str]:
    """Whether the package fits the visitor's budget, and what does where it does not. Nothing without a budget."""
    language, facts, budget = setting.language, setting.facts, setting.budget
    if budget is None:
        return []
    told, low = money.price(budget, language), quote(facts, package, square_meters).low
    if low <= budget:
        return [phrase("fits_budget", language, budget=told)] if package != "individual" else []
    fitting = [one for one in FIXED_PRICES if quote(facts, one, square_meters).low <= budget]
    if not fitting:
        total = money.price(quote(facts, CHEAPEST, square_meters).low, language)
        name, area = facts.package_name(CHEAPEST, language), money.area(square_meters, language)
        return [phrase("budget_too_low", language, budget=told, area=area, package=name, total=total)]
    best = fitting[-1]
    total = money.price(quote(facts, best, square_meters).low, language)
    return [
        phrase("above_budget", language, budget=told, difference=money.price(low - budget, language)),
        phrase("cheaper_fits", language, package=facts.package_name(best, language), total=total),
    ]


def notes(setting: Setting) -> list[str]:
    """What must be said beside a price: that it is an estimate, and what makes this visitor's case another one."""
    language, facts = setting.language, setting.facts
    if setting.context.get("property_type") == "house":
        said = [phrase("house_note", language)]
    else:
        said = [phrase("estimate_reminder" if setting.quoted_before else "estimate_note", language)]
    if _above_vat_limit(setting):
        pricing = facts.data["pricing"]
        limits = {"apartment": pricing["vat_apartment_limit_m2"], "house": pricing["vat_house_limit_m2"]}
        said.append(phrase("vat_above_limit", language, percent=pricing["vat_percent"], **limits))
    if setting.secondary_market:
        said.append(phrase("secondary_market_note", language))
    city = setting.context.get("city")
    if city and facts.covers(city) == "no":
        said.append(phrase("far_away_note", language, city=city))
    return said


def _above_vat_limit(setting: Setting) -> bool:
    """Above the area to which the reduced VAT rate of the prices applies."""
    kind = "house" if setting.context.get("property_type") == "house" else "apartment"
    limit: int = setting.facts.data["pricing"][f"vat_{kind}_limit_m2"]
    return setting.area is not None and setting.area > limit


def _known(package: str | None) -> tuple[str, ...]:
    return (package,) if package else ()
