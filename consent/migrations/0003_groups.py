from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = {
    "Inspektor ochrony danych": [
        "consent.view_consentauditlog",
        "consent.view_auditverification",
        "consent.view_consenttext",
        "consent.add_consenttext",
        "consent.view_datasubjectrequest",
        "consent.add_datasubjectrequest",
        "consent.change_datasubjectrequest",
        "consent.view_retentionledger",
        "consent.view_suppression",
        "consent.view_revocation",
        "integrations.view_outboxmessage",
        "chatbot.view_chatconversation",
        "chatbot.view_lead",
    ],
    "Sprzedaż": [
        "chatbot.view_chatconversation",
        "chatbot.change_chatconversation",  # ending a talk; what it says nobody changes
        "chatbot.view_lead",
        "chatbot.change_lead",
        "chatbot.view_knowledgeentry",
    ],
}


def add_the_groups(apps: Any, schema_editor: Any) -> None:
    """Groups are staff's own data from here on: one that is there already keeps what it may do."""
    database = schema_editor.connection.alias
    _create_permissions(apps, database)
    for name, permissions in GROUPS.items():
        group, created = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=name)
        if created:
            group.permissions.set([_permission(apps, database, permission) for permission in permissions])


def _create_permissions(apps: Any, database: str) -> None:
    """Django creates permissions after all migrations have run, which is too late here; then it finds these."""
    for label in ("chatbot", "consent", "integrations"):
        app = apps.get_app_config(label)
        app.models_module = True  # the apps of a migration have none, and are passed over without
        create_permissions(app, verbosity=0, using=database, apps=apps)
        app.models_module = None


def _permission(apps: Any, database: str, permission: str) -> Any:
    label, _, codename = permission.partition(".")
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    return permissions.get(content_type__app_label=label, codename=codename)


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0002_trail_and_wordings"),
        ("chatbot", "0002_consent"),
        ("integrations", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(add_the_groups, migrations.RunPython.noop)]
