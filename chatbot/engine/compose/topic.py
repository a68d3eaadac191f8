"""The answer to one topic: its entry, and what can be counted for this visitor."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chatbot.engine.compose.answer import Setting
from chatbot.engine.compose.comparison import compared
from chatbot.engine.compose.prices import notes, priced, quote_sentence, recommended
from chatbot.engine.compose.template import fill_answer
from chatbot.engine.entries import Entry, in_language
from chatbot.engine.facts import MissingFact
from chatbot.engine.phrases import phrase


@dataclass(frozen=True)
class TopicAnswer:
    """`asked` is the slot that the paragraphs ask for; `quoted` tells that they hold a price for this visitor's flat."""

    paragraphs: tuple[str, ...]
    entry: Entry
    asked: str | None = None
    quoted: bool = False


def answer_topic(setting: Setting, topic: str) -> list[TopicAnswer]:
    """Empty where no active entry speaks of the topic."""
    if topic in ("price", "recommendation") and setting.context.get("property_type") == "commercial":
        topic = "commercial"  # the packages' prices do not hold there
    if topic == "package":
        return _packages(setting)
    entries = setting.entries.get(topic)
    if not entries:
        return []
    counted = _COUNTED.get(topic)
    return [(counted(setting, entries[0]) if counted else None) or _from_entry(setting, entries[0])]


def _from_entry(setting: Setting, entry: Entry, package: str | None = None) -> TopicAnswer:
    """The entry's answer; the one for the visitor's package where the entry has it and the facts allow."""
    package = package or entry.package or _one_package(setting)
    if package and (template := in_language(entry.package_answers, setting.language)):
        try:
            filled = fill_answer(template, setting.facts, setting.language, setting.context, package)
        except MissingFact:  # the individual package has no catalogue
            pass
        else:
            return TopicAnswer((filled.text,), entry, filled.asked)
    template = in_language(entry.answers, setting.language)
    filled = fill_answer(template, setting.facts, setting.language, setting.context, entry.package or None)
    return TopicAnswer((filled.text,), entry, filled.asked)


def _one_package(setting: Setting) -> str | None:
    return setting.packages[0] if len(setting.packages) == 1 else None if setting.packages else setting.package


def _packages(setting: Setting) -> list[TopicAnswer]:
    """What the packages asked about are; with the area known, also what they cost for it. Without one: the overview."""
    wanted = setting.packages or ((setting.package,) if setting.package else ())
    found = [entry for package in wanted[:2] for entry in setting.entries.get("package", ()) if entry.package == package]
    if not found:
        return answer_topic(setting, "packages-overview")
    return [_with_quote(setting, entry, entry.package) for entry in found]


def _with_quote(setting: Setting, entry: Entry, package: str) -> TopicAnswer:
    answer = _from_entry(setting, entry, package)
    if setting.area is None or setting.context.get("property_type") == "commercial":
        return answer
    sentence = " ".join([quote_sentence(setting, package, setting.area), *notes(setting)])
    return TopicAnswer((*answer.paragraphs, sentence), entry, answer.asked, quoted=True)


def _price(setting: Setting, entry: Entry) -> TopicAnswer | None:
    if setting.area is not None:
        paragraphs = priced(setting)
        if setting.package or setting.packages or setting.budget:
            return TopicAnswer(tuple(paragraphs), entry, quoted=True)
        return TopicAnswer((*paragraphs, phrase("ask_package", setting.language)), entry, "package", quoted=True)
    if len(setting.packages) > 1:
        return TopicAnswer((*priced(setting), phrase("ask_area", setting.language)), entry, "square_meters")
    return None


def _recommendation(setting: Setting, entry: Entry) -> TopicAnswer | None:
    if setting.area is None:
        return None
    if setting.budget is None:
        usual = priced(replace(setting, context=_without_package(setting), packages=()))
        return TopicAnswer((*usual, phrase("ask_budget", setting.language)), entry, "budget_pln", quoted=True)
    return TopicAnswer(tuple(recommended(setting, setting.budget, setting.area)), entry, quoted=True)


def _without_package(setting: Setting) -> dict[str, object]:
    return {slot: value for slot, value in setting.context.items() if slot != "package"}


def _comparison(setting: Setting, entry: Entry) -> TopicAnswer | None:
    if len(setting.packages) < 2:
        return None
    return TopicAnswer(tuple(compared(setting, setting.packages)), entry)


def _coverage(setting: Setting, entry: Entry) -> TopicAnswer | None:
    city = setting.context.get("city")
    answer = _from_entry(setting, entry)
    if city is None:
        return answer
    named = {"yes": "city_covered", "nearby": "city_nearby", "no": "far_away_note"}[setting.facts.covers(city)]
    radius = setting.facts.data["coverage"]["radius_km"]
    return TopicAnswer((phrase(named, setting.language, city=city, radius=radius), *answer.paragraphs), entry, answer.asked)


_COUNTED: dict[str, Callable[[Setting, Entry], TopicAnswer | None]] = {
    "price": _price,
    "recommendation": _recommendation,
    "packages-compare": _comparison,
    "coverage": _coverage,
    "cheapest": lambda setting, entry: _with_quote(setting, entry, "express"),
    "dearest": lambda setting, entry: _with_quote(setting, entry, "premium"),
}
