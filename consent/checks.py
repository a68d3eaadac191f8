"""Numbered system checks of the consent app."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import connections

from chatbot.services.shipped_knowledge import load_facts
from consent.audit.triggers import missing_triggers


@register(Tags.database)
def check_audit_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> Sequence[CheckMessage]:
    """Run by `migrate` and by `check --database default`."""
    return [
        Error(
            f"The audit trail lacks the triggers that keep it append-only: {', '.join(sorted(missing))}.",
            hint="A migration that alters one of consent's guarded tables must end with InstallTriggers().",
            id="consent.E001",
        )
        for alias in databases or ()
        if (missing := missing_triggers(connections[alias]))
    ]


@register(Tags.security, deploy=True)
def check_controller_is_complete(**kwargs: Any) -> Sequence[CheckMessage]:
    missing = sorted(name for name, value in load_facts().data["controller"].items() if value is None)
    if not missing:
        return []
    return [
        Info(
            f"The privacy notice lacks facts about the controller: {', '.join(missing)}.",
            hint="Complete `controller` in chatbot/knowledge/facts.yaml (RODO art. 13).",
            id="consent.I001",
        )
    ]
