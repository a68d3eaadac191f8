"""Everything held on a person, as one document (RODO art. 15, 20)."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from chatbot.services.shipped_knowledge import load_facts
from consent.services.holdings import holdings
from novahouse.privacy.holding import Subject

TITLE = "Kopia danych osobowych (art. 15 i 20 RODO)"


def person_export(subject: Subject, *, now: datetime) -> dict[str, Any]:
    """Plain JSON: `sections` with a Polish title, the model and its rows, in the words of the console; only such as have rows.

    `held` is false where nothing is held. Changes nothing: that the copy was handed out is the caller's to record.
    """
    rows = [(holding, holding.export(subject)) for holding in holdings()]
    return {
        "title": TITLE,
        "made_at": timezone.localtime(now).isoformat(timespec="seconds"),
        "controller": _controller(),
        "person": subject.email or ", ".join(f"rozmowa {one}" for one in subject.conversation_ids),
        "held": any(held and not holding.is_trace for holding, held in rows),
        "sections": [{"title": holding.title, "table": holding.model, "rows": held} for holding, held in rows if held],
    }


def _controller() -> dict[str, Any]:
    facts = load_facts().data
    company, controller, contact = facts["company"], facts["controller"], facts["contact"]
    return {
        "nazwa": controller["name"],
        "siedziba": controller["seat"],
        "KRS": company["krs"],
        "NIP": company["nip"],
        "REGON": company["regon"],
        "kontakt w sprawie danych": controller["privacy_contact"] or contact["email"],
        "telefon": contact["phone"],
    }
