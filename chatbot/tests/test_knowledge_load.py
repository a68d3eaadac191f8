from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from chatbot.models import KnowledgeEntry
from chatbot.services.knowledge_load import BadEntryFile, knowledge_load
from chatbot.services.shipped_knowledge import read_entry_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def files() -> list[tuple[Path, dict[str, Any]]]:
    return [(path, dict(content)) for path, content in read_entry_files()]


def test_loading_again_changes_nothing() -> None:
    before = list(KnowledgeEntry.objects.values())
    report = knowledge_load()
    assert (report.created, report.updated, report.kept, report.retired) == ([], [], [], [])
    assert len(report.unchanged) == len(before)
    assert list(KnowledgeEntry.objects.values()) == before


def test_an_entry_that_staff_edited_is_never_overwritten(files: list[tuple[Path, dict[str, Any]]]) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    entry.answer = "Gwarancja trwa {guarantee.months} miesięcy."
    entry.save()
    for _, content in files:
        if content["slug"] == "guarantee":
            content["answer"] = {**content["answer"], "pl": "Nowa treść z pliku."}
    report = knowledge_load(files)
    assert report.kept == ["guarantee"]
    entry.refresh_from_db()
    assert entry.answer == "Gwarancja trwa {guarantee.months} miesięcy."


def test_switching_an_entry_off_survives_a_load() -> None:
    KnowledgeEntry.objects.filter(slug="guarantee").update(active=False)
    knowledge_load()
    assert not KnowledgeEntry.objects.get(slug="guarantee").active


def test_a_changed_file_updates_the_entry_as_a_new_version(files: list[tuple[Path, dict[str, Any]]]) -> None:
    before = KnowledgeEntry.objects.get(slug="guarantee").version
    for _, content in files:
        if content["slug"] == "guarantee":
            content["answer"] = {**content["answer"], "pl": "Nowa treść z pliku."}
    assert knowledge_load(files).updated == ["guarantee"]
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    assert (entry.answer, entry.version) == ("Nowa treść z pliku.", before + 1)
    assert not entry.edited_by_staff


def test_an_entry_that_is_no_longer_shipped_is_switched_off(files: list[tuple[Path, dict[str, Any]]]) -> None:
    kept = [(path, content) for path, content in files if content["slug"] != "guarantee"]
    assert knowledge_load(kept).retired == ["guarantee"]
    assert not KnowledgeEntry.objects.get(slug="guarantee").active


def test_an_entry_of_staff_s_own_is_left_alone() -> None:
    KnowledgeEntry.objects.create(slug="own", title="Własny", examples="pytanie", answer="odpowiedź")
    report = knowledge_load()
    assert report.retired == []
    assert KnowledgeEntry.objects.get(slug="own").active


def test_a_bad_file_is_named_and_nothing_is_loaded(files: list[tuple[Path, dict[str, Any]]]) -> None:
    before = list(KnowledgeEntry.objects.values())
    files[0][1]["answer"] = {"en": "no Polish"}
    files[1][1]["answer"] = {**files[1][1]["answer"], "pl": "Zmieniona."}
    with pytest.raises(BadEntryFile, match=files[0][0].name):
        knowledge_load(reversed(files))
    assert list(KnowledgeEntry.objects.values()) == before


def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    entry = KnowledgeEntry.objects.get(slug="guarantee")
    entry.answer = "Własna treść."
    entry.save()
    call_command("load_knowledge")
    said = capsys.readouterr().out
    assert "0 created, 0 updated" in said
    assert "1 kept as edited by staff" in said
    assert "  kept as edited by staff: guarantee" in said
