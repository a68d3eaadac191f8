"""The assistant's own sentences by language, from chatbot/knowledge/phrases.yaml."""

from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).resolve().parent.parent / "knowledge" / "phrases.yaml"
_PHRASES: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))


def phrase(key: str, language: str, /, **values: Any) -> str:
    return _PHRASES[key][language].format(**values)


def join_list(items: list[str], language: str) -> str:
    """a, b i c"""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + phrase("and", language) + items[-1]
