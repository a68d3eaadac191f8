from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = {
    # Whoever finds that something went out wrongly can stop everything at once.
    "Inspektor ochrony danych": ["followups.view_followupevent", "followups.pause_followups"],
    # They see what comes, call off what should not go, and read the texts; what the texts say is not decided here.
    "Sprzedaż": ["followups.view_followupevent", "followups.change_followupevent", "followups.view_followuptext"],
}


def add_to_the_groups(apps: Any, schema_editor: Any) -> None:
    """Groups are staff's own data: one that was deleted or renamed stays so."""
    database = schema_editor.connection.alias
    _create_permissions(apps, database)
    for name, permissions in GROUPS.items():
        for group in apps.get_model("auth", "Group").objects.using(database).filter(name=name):
            group.permissions.add(*[_permission(apps, database, permission) for permission in permissions])


def _create_permissions(apps: Any, database: str) -> None:
    """Django creates permissions after all migrations have run, which is too late here; then it finds these."""
    app = apps.get_app_config("followups")
    app.models_module = True  # the apps of a migration have none, and are passed over without
    create_permissions(app, verbosity=0, using=database, apps=apps)
    app.models_module = None


def _permission(apps: Any, database: str, permission: str) -> Any:
    label, _, codename = permission.partition(".")
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    return permissions.get(content_type__app_label=label, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0002_texts"),
        ("consent", "0003_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(add_to_the_groups, migrations.RunPython.noop)]
