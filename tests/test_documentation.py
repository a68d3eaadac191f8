"""The documentation says what the code does: a variable, command or endpoint that it does not name fails here."""

import json
import re

import pytest
from django.core.management import get_commands
from django.test import Client

from tests.conftest import ROOT

OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
API = (ROOT / "docs/api.md").read_text(encoding="utf-8")
OURS = ("novahouse", "novahouse.cache", "integrations", "chatbot", "consent", "followups")


def variables() -> set[str]:
    settings = (ROOT / "novahouse/settings.py").read_text(encoding="utf-8")
    gunicorn = (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
    read = re.findall(r'environment\.\w+\(\s*"([A-Z_]+)"', settings)
    return {*read, *re.findall(r'environ\.get\("([A-Z_]+)"', gunicorn)}


@pytest.mark.parametrize("variable", sorted(variables()))
def test_every_variable_is_documented(variable: str) -> None:
    assert f"`{variable}`" in OPERATIONS


@pytest.mark.parametrize("command", sorted(name for name, app in get_commands().items() if app in OURS))
def test_every_command_is_documented(command: str) -> None:
    assert f"`{command}`" in OPERATIONS


def test_every_endpoint_is_documented(client: Client) -> None:
    paths = json.loads(client.get("/api/schema/", {"format": "json"}).content)["paths"]
    assert len(paths) >= 5
    assert [path for path in paths if path not in API] == []


def test_the_readme_is_short_and_begins_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150
    assert [line.split("#")[0].strip() for line in lines if line.startswith("make ")][:2] == ["make run", "make test"]


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for document in [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "chatbot/knowledge/README.md"]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), f"{document}: {target}"
