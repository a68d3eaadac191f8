"""Bringing the shipped knowledge base into the database, without ever overwriting what staff wrote."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from chatbot.models import KnowledgeEntry
from chatbot.services.shipped_knowledge import read_entry_files


@dataclass
class LoadReport:
    """Slugs by what happened to them. `kept`: edited by staff, so left as it is. `retired`: shipped once, no longer."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)


class BadEntryFile(ValueError):
    """A file of the knowledge base cannot be read as an entry; the message names it."""


@transaction.atomic
def knowledge_load(files: Iterable[tuple[Path, dict[str, Any]]] | None = None) -> LoadReport:
    """Create and update entries from the files; calling it again changes nothing. Raises BadEntryFile."""
    report = LoadReport()
    stored = {entry.slug: entry for entry in KnowledgeEntry.objects.select_for_update()}
    shipped = set()
    for path, content in read_entry_files() if files is None else files:
        slug, fields = _columns(path, content)
        shipped.add(slug)
        _load_entry(stored.get(slug), slug, fields, report)
    for entry in stored.values():
        if entry.slug not in shipped and entry.shipped_hash and entry.active and not entry.edited_by_staff:
            entry.active = False
            entry.save()
            report.retired.append(entry.slug)
    return report


def _load_entry(entry: KnowledgeEntry | None, slug: str, fields: dict[str, Any], report: LoadReport) -> None:
    fresh = KnowledgeEntry(slug=slug, **fields)
    fresh.shipped_hash = fresh.content_hash()
    if entry is None:
        fresh.save()
        report.created.append(slug)
    elif entry.edited_by_staff:
        report.kept.append(slug)
    elif entry.shipped_hash == fresh.shipped_hash:
        report.unchanged.append(slug)
    else:
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.shipped_hash = fresh.shipped_hash
        entry.save()
        report.updated.append(slug)


def _columns(path: Path, content: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """An entry's file as the columns of KnowledgeEntry."""
    try:
        answers, special = content["answer"], content.get("package_answer", {})
        examples = [example for language in ("pl", "en", "uk") for example in content["examples"].get(language, [])]
        return content["slug"], {
            "topic": content.get("topic", ""),
            "package": content.get("package", ""),
            "title": content["title"]["pl"],
            "title_en": content["title"].get("en", ""),
            "title_uk": content["title"].get("uk", ""),
            "examples": "\n".join(examples),
            "keywords": "\n".join(content.get("keywords", [])),
            "answer": answers["pl"],
            "answer_en": answers.get("en", ""),
            "answer_uk": answers.get("uk", ""),
            "package_answer": special.get("pl", ""),
            "package_answer_en": special.get("en", ""),
            "package_answer_uk": special.get("uk", ""),
            "quick_replies": content.get("quick_replies", {}),
            "actions": content.get("actions", []),
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise BadEntryFile(f"{path}: {error!r}") from error
