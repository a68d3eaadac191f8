"""What the kinds of messages are called in the console."""

import pytest

from integrations.models.kinds import kind_name


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("lead_item", "Karta leada"),
        ("confirm-consent", "Prośba o potwierdzenie zgody"),
        ("revoke-notice", "Zawiadomienie o wycofaniu zgód"),
        ("export-link", "Link do kopii danych"),
        ("erase-link", "Link do usunięcia danych"),
        ("audit-anchor", "Kotwica dziennika zgód"),
        ("of-another-release", "of-another-release"),
    ],
)
def test_a_kind_has_a_polish_name_with_dashes_and_without(kind: str, name: str) -> None:
    assert kind_name(kind) == name
