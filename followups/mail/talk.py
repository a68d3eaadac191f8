"""What was said in a conversation, as a mail tells it again: nothing unsaid, and figures from the calculator alone."""

from chatbot.engine import money
from chatbot.engine.compose.answer import Setting
from chatbot.engine.compose.prices import USUAL_CHOICE, notes, quote_sentence, quotes_list, rate_sentence
from chatbot.engine.facts import Facts
from chatbot.engine.phrases import phrase
from chatbot.models import ChatConversation
from followups.mail.said import finished_before, said_in


def talk_facts(facts: Facts, conversation: ChatConversation, language: str) -> Facts:
    """The facts with those of the talk beside them, as `talk`; what was not said is missing there."""
    context = said_in(conversation)
    setting = Setting(
        facts=facts,
        entries={},
        language=language,
        context=context,
        packages=(),
        secondary_market=finished_before(conversation),
    )
    told = {
        "package": facts.package_name(package, language) if (package := setting.package) else None,
        "package_in": facts.package_locative(package, language) if package else None,
        "area": money.area(setting.area, language) if setting.area else None,
        "city": context.get("city"),
        "quote": _quote(setting, package),
        "summary": _summary(setting, package),
    }
    return Facts({**facts.data, "talk": told}, facts.towns_nearby)


def talk_package(conversation: ChatConversation) -> str | None:
    return said_in(conversation).get("package")


def _quote(setting: Setting, package: str | None) -> str | None:
    """As the assistant would quote now, with what must stand beside a price: an estimate, and what makes this case another."""
    beside = " ".join(notes(setting))
    if package:
        said = quote_sentence(setting, package, setting.area) if setting.area else rate_sentence(setting, package)
        return f"{said}\n{beside}"
    return f"{quotes_list(setting, USUAL_CHOICE, setting.area)}\n{beside}" if setting.area else None


def _summary(setting: Setting, package: str | None) -> str | None:
    """mieszkanie, 62 m², pakiet Comfort, Gdańsk"""
    language, kind = setting.language, setting.context.get("property_type")
    said = [
        money.area(setting.area, language) if setting.area else None,
        phrase("noted_package", language, package=setting.facts.package_name(package, language)) if package else None,
        setting.context.get("city"),
    ]
    known = [part for part in said if part]
    return ", ".join([phrase(f"noted_property_{kind}", language), *known] if kind and known else known) or None
