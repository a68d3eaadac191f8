from django.db import migrations, models

ACTIONS = [
    ("opt-in-requested", "Prośba o potwierdzenie zgody"),
    ("opt-in", "Udzielenie zgody"),
    ("address-changed", "Zmiana adresu w rozmowie"),
    ("unsubscribe", "Rezygnacja z wiadomości"),
    ("revoke-consent", "Wycofanie wszystkich zgód"),
    ("restore-consent", "Cofnięcie wycofania"),
    ("restrict", "Ograniczenie przetwarzania"),
    ("export", "Wydanie kopii danych"),
    ("erasure", "Usunięcie danych"),
    ("anonymise", "Anonimizacja po terminie"),
    ("admin-note", "Notatka inspektora"),
    ("followup-sent", "Wysłanie wiadomości po rozmowie"),
    ("copy-erased", "Usunięcie kopii w innej usłudze"),
]
SOURCES = [
    ("api", "Okno czatu (API)"),
    ("chat", "Treść rozmowy"),
    ("page", "Strona internetowa"),
    ("mail-link", "Odnośnik z wiadomości"),
    ("console", "Konsola"),
    ("schedule", "Zadanie okresowe"),
    ("replay", "Powtórzenie po odtworzeniu bazy"),
]


class Migration(migrations.Migration):
    """Choices are Django's alone: the table stays untouched, and with it the triggers that SQLite drops when it rebuilds one."""

    dependencies = [("consent", "0004_copy_erased")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="consentauditlog",
                    name="action",
                    field=models.CharField(choices=ACTIONS, max_length=20, verbose_name="zdarzenie"),
                ),
                migrations.AlterField(
                    model_name="consentauditlog",
                    name="source",
                    field=models.CharField(choices=SOURCES, max_length=20, verbose_name="źródło"),
                ),
            ]
        )
    ]
