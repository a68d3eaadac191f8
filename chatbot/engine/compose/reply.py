"""A whole reply: introduction, an answer to every topic, what comes next, buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from chatbot.engine import money
from chatbot.engine.compose.answer import Action, Answer, Links, Setting
from chatbot.engine.compose.topic import TopicAnswer, answer_topic
from chatbot.engine.decision import CONTACT_SLOTS, Decision
from chatbot.engine.entries import OUT_OF_SCOPE, Entry, in_language
from chatbot.engine.facts import Facts
from chatbot.engine.memory import CONSULTATION, Memory
from chatbot.engine.phrases import join_list, phrase
from chatbot.engine.topics import COURTESY_TOPICS

MOST_QUICK_REPLIES = 3
# These answers say themselves who is speaking.
_SELF_INTRODUCING = frozenset({"greeting", "robot"})


def compose(
    decision: Decision,
    memory: Memory,
    *,
    language: str,
    consented: bool,
    facts: Facts,
    entries: Mapping[str, tuple[Entry, ...]],
    links: Links,
) -> Answer:
    """`memory` is from before this message; the answer carries the one from after it. `consented`: contact may be made."""
    told = memory.told(decision.given)
    told = replace(
        told,
        secondary_market=memory.secondary_market or "secondary-market" in decision.topics,
        contact_wanted=memory.contact_wanted if decision.contact_wanted is None else decision.contact_wanted,
    )
    setting = Setting(
        facts, entries, language, told.context, decision.packages, decision.given, memory.quoted, told.secondary_market
    )
    answers = _without_repetition([answer for topic in decision.topics for answer in answer_topic(setting, topic)])
    known = bool(answers or decision.given or decision.booked is not None)
    paragraphs = _introduction(setting, memory, decision) + _noted_booking(setting, decision)
    paragraphs += _acknowledged(setting, answers, consented)
    paragraphs += [paragraph for answer in answers for paragraph in answer.paragraphs]
    if not known:
        paragraphs += _unknown(setting, decision)
    offered = memory.consultation_offered or decision.booked is not None
    offer = any(answer.quoted for answer in answers) and not offered and not _asks(answers)
    if offer:
        paragraphs.append(phrase("offer_consultation", language))
    # Thanks, or a question that is not ours, leave the subject of the talk as it was.
    passing = {OUT_OF_SCOPE, *COURTESY_TOPICS}
    spoken_of = tuple(topic for topic in decision.topics if answers and topic not in passing)
    return Answer(
        text="\n\n".join(paragraphs),
        language=language,
        memory=replace(
            told,
            topics=spoken_of or memory.topics,
            packages=decision.packages if spoken_of else memory.packages,
            asked=CONSULTATION if offer else _asks(answers),
            introduced=True,
            consultation_offered=offered or offer,
            quoted=memory.quoted or any(answer.quoted for answer in answers),
            language=language,
        ),
        quick_replies=_quick_replies(setting, answers, decision),
        actions=_actions(setting, answers, links, decision.booked, known=known, offer=offer, consented=consented),
        sources=tuple(answer.entry for answer in answers if answer.entry.label != OUT_OF_SCOPE),
        booked=decision.booked,
    )


def _without_repetition(answers: Sequence[TopicAnswer]) -> list[TopicAnswer]:
    """Each entry answers once, and a paragraph that stands already is left out."""
    kept: list[TopicAnswer] = []
    for answer in answers:
        said = {paragraph for one in kept for paragraph in one.paragraphs}
        fresh = tuple(paragraph for paragraph in answer.paragraphs if paragraph not in said)
        if fresh and answer.entry not in [one.entry for one in kept]:
            kept.append(replace(answer, paragraphs=fresh))
    return kept


def _introduction(setting: Setting, memory: Memory, decision: Decision) -> list[str]:
    if memory.introduced or _SELF_INTRODUCING & set(decision.topics[:1]):
        return []
    return [phrase("introduction", setting.language)]


def _noted_booking(setting: Setting, decision: Decision) -> list[str]:
    if decision.booked is None:
        return []
    named = "noted_booked" if decision.booked else "noted_called_off"
    return [phrase(named, setting.language, phone=setting.facts.get("contact.phone", setting.language))]


def _acknowledged(setting: Setting, answers: Sequence[TopicAnswer], consented: bool) -> list[str]:
    """Contact data is always acknowledged, since something follows from it; the rest only where no answer shows it."""
    given, language = setting.given, setting.language
    said = []
    if contact := [str(given[slot]) for slot in ("email", "phone") if slot in given]:
        said.append(phrase("noted_contact", language, contact=join_list(contact, language)))
        if not consented:
            said.append(phrase("consent_needed", language))
    elif "name" in given:
        said.append(phrase("noted_name", language, name=given["name"]))
    if not answers and (facts := _described(setting)):
        said.append(phrase("noted", language, facts=join_list(facts, language)))
    return [" ".join(said)] if said else []


def _described(setting: Setting) -> list[str]:
    given, language = setting.given, setting.language
    described = []
    if "square_meters" in given:
        described.append(money.area(given["square_meters"], language))
    if "budget_pln" in given:
        described.append(phrase("noted_budget", language, budget=money.price(given["budget_pln"], language)))
    if "package" in given:
        name = setting.facts.package_name(given["package"], language)
        described.append(phrase("noted_package", language, package=name))
    if "city" in given:
        described.append(str(given["city"]))
    if "property_type" in given:
        described.append(phrase(f"noted_property_{given['property_type']}", language))
    return described


def _unknown(setting: Setting, decision: Decision) -> list[str]:
    language = setting.language
    said = [phrase("unknown", language)]
    if titles := _nearest_titles(setting, decision):
        said.append(phrase("unknown_nearest", language, topics=", ".join(titles)))
    said.append(phrase("unknown_person", language, phone=setting.facts.get("contact.phone", language)))
    return [" ".join(said)]


def _nearest_titles(setting: Setting, decision: Decision) -> list[str]:
    return [
        in_language(setting.entries[topic][0].titles, setting.language)
        for topic in decision.nearest
        if topic in setting.entries
    ]


def _asks(answers: Sequence[TopicAnswer]) -> str | None:
    return next((answer.asked for answer in reversed(answers) if answer.asked), None)


def _quick_replies(setting: Setting, answers: Sequence[TopicAnswer], decision: Decision) -> tuple[str, ...]:
    language = setting.language
    if not answers and decision.booked is not None:
        return ()
    if not answers:
        nearest = [] if setting.given else _nearest_titles(setting, decision)
        return tuple(nearest or [phrase(name, language) for name in ("reply_cheapest", "reply_compare", "reply_included")])
    if answers[-1].quoted:
        names = ("reply_included", "reply_time", "reply_compare")
        return tuple(phrase(name, language) for name in names)
    return tuple(answers[-1].entry.quick_replies.get(language, ()))[:MOST_QUICK_REPLIES]


def _actions(
    setting: Setting,
    answers: Sequence[TopicAnswer],
    links: Links,
    booked: bool | None,
    *,
    known: bool,
    offer: bool,
    consented: bool,
) -> tuple[Action, ...]:
    types = [action for answer in answers for action in answer.entry.actions]
    if booked:
        types = ["contact", *(action for action in types if action != "book")]
    if offer or booked is False:
        types.append("book")
    if CONTACT_SLOTS & setting.given.keys() and not consented:
        types.append("consent")
    if not known:
        types.append("contact")
    phone = str(setting.facts.get("contact.phone", setting.language))
    urls = {
        "book": links.book,
        "contact": "tel:" + phone.replace(" ", ""),
        "consent": links.privacy,
        "privacy": links.privacy,
        "unsubscribe": links.unsubscribe,
    }
    return tuple(
        Action(action, phrase(f"action_{action}", setting.language, phone=phone), urls[action])
        for action in dict.fromkeys(types)
    )
