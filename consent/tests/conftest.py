from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_files_outside_the_database(settings: Settings, tmp_path: Path) -> None:
    """Journal and anchors of one test are nobody else's."""
    settings.AUDIT_ANCHOR = str(tmp_path / "anchors.jsonl")
    settings.SUPPRESSION_JOURNAL = tmp_path / "journal.jsonl"


@pytest.fixture(autouse=True)
def no_limit(settings: Settings) -> None:
    settings.RATE_LIMIT_ENABLED = False
