"""The shipped knowledge base keeps its own rules; a failure names the file."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from chatbot.engine.compose.template import fill_answer, unknown_slots
from chatbot.engine.facts import PACKAGES, PLACEHOLDER, MissingFact
from chatbot.services.shipped_knowledge import FOLDER, load_facts, read_entry_files

ENTRIES = {path.stem: content for path, content in read_entry_files()}
FILES = {path.stem: path for path, _ in read_entry_files()}
SLUGS = sorted(ENTRIES)
LANGUAGES = ("pl", "en", "uk")
ACTIONS = {"book", "contact", "privacy", "unsubscribe"}
LONGEST_ANSWER = 620
# A package that is designed from scratch has no catalogue, floors or bathroom; the engine then uses the general answer.
WITHOUT_CATALOGUE = "individual"

PROMISED_TOPICS = {
    *(
        "package-express",
        "package-express-plus",
        "package-comfort",
        "package-premium",
        "package-individual",
        "packages-compare",
    ),
    *("cheapest", "dearest", "price", "recommendation", "works-time", "design-time", "total-time", "included", "not-included"),
    *("materials", "brands", "own-materials", "payments", "installments", "vat", "guarantee", "coverage", "offices", "contact"),
    *("hours", "process", "presence-on-site", "changes-during-works", "discount", "portfolio", "opinions", "why-novahouse"),
    *("booking", "developer-standard", "secondary-market", "houses", "commercial", "cleaning", "weekend-works", "start-date"),
    *("kitchens", "extras", "visualisations", "human", "privacy", "unsubscribe", "robot", "greeting", "thanks", "goodbye"),
}


def templates(entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (kind, language, text)
        for kind in ("answer", "package_answer")
        for language, text in entry.get(kind, {}).items()
        if text
    ]


def test_every_promised_topic_has_an_entry() -> None:
    assert set(SLUGS) >= PROMISED_TOPICS


@pytest.mark.parametrize("slug", SLUGS)
def test_an_entry_is_complete(slug: str) -> None:
    entry = ENTRIES[slug]
    assert entry["slug"] == slug, FILES[slug]
    for language in LANGUAGES:
        assert entry["title"][language].strip()
        assert entry["answer"][language].strip()
        assert entry["examples"][language]
    assert len(set(entry["examples"]["pl"])) >= 12
    assert set(entry.get("actions", [])) <= ACTIONS
    assert entry.get("package", "") in ("", *PACKAGES)


@pytest.mark.parametrize("slug", SLUGS)
def test_numbers_in_answers_come_from_the_facts(slug: str) -> None:
    for _, _, text in templates(ENTRIES[slug]):
        assert not re.search(r"\d", PLACEHOLDER.sub("", text)), FILES[slug]


@pytest.mark.parametrize("slug", SLUGS)
def test_answers_can_be_filled_and_are_short(slug: str) -> None:
    entry = ENTRIES[slug]
    for kind, language, text in templates(entry):
        assert not unknown_slots(text), FILES[slug]
        packages = [entry["package"]] if entry.get("package") else list(PACKAGES) if kind == "package_answer" else [None]
        for package in packages:
            try:
                filled = fill_answer(text, load_facts(), language, {}, package).text
            except MissingFact:
                assert package == WITHOUT_CATALOGUE, FILES[slug]
                assert kind == "package_answer", FILES[slug]
                continue
            assert "{" not in filled, FILES[slug]
            assert "}" not in filled, FILES[slug]
            assert len(filled) <= LONGEST_ANSWER, FILES[slug]


@pytest.mark.parametrize("slug", SLUGS)
def test_quick_replies_are_few_and_short(slug: str) -> None:
    for language, replies in ENTRIES[slug].get("quick_replies", {}).items():
        assert language in LANGUAGES
        assert len(replies) <= 3
        assert all(0 < len(reply) <= 40 for reply in replies)


@pytest.mark.parametrize("slug", SLUGS)
def test_keywords_are_folded_stems(slug: str) -> None:
    for keyword in ENTRIES[slug].get("keywords", []):
        assert re.fullmatch(r"[^\W_]{2,}(\+[^\W_]{2,})*", keyword), f"{FILES[slug]}: {keyword}"
        assert keyword == keyword.lower()


def test_no_example_stands_in_two_topics() -> None:
    seen: dict[str, str] = {}
    for slug in SLUGS:
        label = ENTRIES[slug].get("topic") or slug
        for examples in ENTRIES[slug]["examples"].values():
            for example in examples:
                assert isinstance(example, str), f"{FILES[slug]}: {example!r} is no text; quote it"
                assert seen.setdefault(example.lower(), label) == label, f"{FILES[slug]}: {example}"


def test_localised_facts_hold_every_language_and_nothing_else() -> None:
    """An unquoted comma inside {pl: ..., en: ...} cuts a text off and leaves a stray key."""

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if "pl" in node:
                assert set(node) == set(LANGUAGES), path
                assert all(isinstance(text, str) and text for text in node.values()), path
            else:
                for key, value in node.items():
                    walk(value, f"{path}.{key}")

    walk(load_facts().data, "facts")


def test_phrases_hold_every_language_and_the_same_names() -> None:
    phrases = yaml.safe_load(Path(FOLDER / "phrases.yaml").read_text(encoding="utf-8"))
    for key, texts in phrases.items():
        assert set(texts) == set(LANGUAGES), key
        names = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in texts.items()}
        assert len({frozenset(found) for found in names.values()}) == 1, (key, names)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("packages.express.price_per_m2", 999),
        ("packages.express-plus.price_per_m2", 1199),
        ("packages.comfort.price_per_m2", 1499),
        ("packages.premium.price_per_m2", 1999),
        ("packages.individual.price_per_m2", [1700, 5000]),
        ("guarantee.months", 36),
        ("pricing.material_discount_percent", 15),
        ("pricing.vat_percent", 8),
        ("coverage.radius_km", 60),
        ("contact.phone", "+48 502 274 453"),
    ],
)
def test_facts_are_the_company_s(path: str, value: Any) -> None:
    assert load_facts().get(path, "pl") == value
