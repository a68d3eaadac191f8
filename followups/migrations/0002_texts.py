from pathlib import Path
from typing import Any

import yaml
from django.db import migrations

TEXTS = Path(__file__).resolve().parent.parent / "texts"


def add_the_shipped_texts(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("followups", "FollowupText").objects
    for number in (1, 2, 3):
        for language, text in yaml.safe_load((TEXTS / f"{number}.yaml").read_text(encoding="utf-8")).items():
            texts.get_or_create(followup_number=number, language=language, defaults=text)


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]
    operations = [migrations.RunPython(add_the_shipped_texts, migrations.RunPython.noop)]
