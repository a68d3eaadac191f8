from typing import Any

from django.db import migrations, models


def set_unlogged(apps: Any, schema_editor: Any) -> None:
    """A cache need not survive a crash of PostgreSQL; without the write-ahead log a count costs no disk flush."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE fallback_cache_cacheentry SET UNLOGGED")


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.CreateModel(
            name="CacheEntry",
            fields=[
                ("key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.BinaryField(help_text="Pickled; null where the value is a whole number.", null=True)),
                ("counter", models.BigIntegerField(help_text="A whole number, so that the database can add to it.", null=True)),
                ("expires_at", models.FloatField(help_text="Seconds since 1970; null: never.", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="cache_expires_at",
                    )
                ],
            },
        ),
        migrations.RunPython(set_unlogged, migrations.RunPython.noop),
    ]
