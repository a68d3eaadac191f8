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
    ("copy-erased", "Usunięcie kopii w innej usłudze"),
]


class Migration(migrations.Migration):
    """Choices are Django's alone: the table stays untouched, and with it the triggers that SQLite drops when it rebuilds one."""

    dependencies = [("consent", "0003_groups")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="consentauditlog",
                    name="action",
                    field=models.CharField(choices=ACTIONS, max_length=20, verbose_name="zdarzenie"),
                )
            ]
        )
    ]
