"""Where a page of the forecast begins, as it stands in an address."""

from datetime import datetime

from followups.schedule.plan import STEPS
from followups.services.planned import Place


def written_place(place: Place) -> str:
    return f"{place.due_at.isoformat()}_{place.conversation_id}_{place.number}"


def read_place(written: str) -> Place | None:
    """None for what nobody has written here: then the forecast begins at its beginning."""
    try:
        due_at, conversation_id, number = written.split("_")
        place = Place(datetime.fromisoformat(due_at), int(conversation_id), int(number))
    except ValueError:
        return None
    sensible = place.due_at.tzinfo is not None and 2000 <= place.due_at.year < 3000
    return place if sensible and place.number in STEPS and 0 < place.conversation_id < 2**63 else None
