"""The knowledge base as shipped: the files below chatbot/knowledge."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chatbot.engine.facts import Facts

FOLDER = Path(__file__).resolve().parent.parent / "knowledge"


@cache
def load_facts() -> Facts:
    lines = (FOLDER / "towns_nearby.txt").read_text(encoding="utf-8").splitlines()
    return Facts(_read(FOLDER / "facts.yaml"), frozenset(line for line in lines if line and not line.startswith("#")))


@cache
def load_statements() -> tuple[str, ...]:
    return tuple(_read(FOLDER / "statements.yaml"))


def read_entry_files() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every entry's file with its content, in the order of their names."""
    for path in sorted((FOLDER / "entries").glob("*/*.yaml")):
        yield path, _read(path)


def _read(path: Path) -> Any:
    safe_loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, ten times faster, where it was built
    return yaml.load(path.read_text(encoding="utf-8"), Loader=safe_loader)  # noqa: S506
