"""What the kinds of messages are called where staff read of them."""

_NAMES = {
    "lead_item": "Karta leada",
    "lead_item_removal": "Usunięcie karty leada",
    "lead_alert": "Powiadomienie zespołu",
    "confirm_consent": "Prośba o potwierdzenie zgody",
    "revoke_notice": "Zawiadomienie o wycofaniu zgód",
    "export_link": "Link do kopii danych",
    "erase_link": "Link do usunięcia danych",
    "followup_trial": "Próbna wiadomość po rozmowie",
    "audit_anchor": "Kotwica dziennika zgód",
}


def kind_name(kind: str) -> str:
    """In Polish; a kind that an older or newer release wrote goes by its own name. Mails write theirs with dashes."""
    return _NAMES.get(kind.replace("-", "_"), kind)
