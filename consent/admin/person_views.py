from typing import Any

from consent.admin.person_actions import PersonCopyView, PersonEraseView, PersonNoteView, PersonRestrictView
from consent.admin.person_show import PersonSearchView, PersonView

_ONE = "osoba/<str:token>/"
PERSON_URLS: list[tuple[str, str, Any]] = [
    ("osoba/", "person_search", PersonSearchView),
    (_ONE, "person", PersonView),
    (f"{_ONE}kopia/", "person_copy", PersonCopyView),
    (f"{_ONE}notatka/", "person_note", PersonNoteView),
    (f"{_ONE}ograniczenie/", "person_restrict", PersonRestrictView),
    (f"{_ONE}usuniecie/", "person_erase", PersonEraseView),
]
