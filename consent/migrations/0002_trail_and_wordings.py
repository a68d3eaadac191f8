import hashlib
from pathlib import Path
from typing import Any

import yaml
from django.db import migrations

from consent.audit.chain import GENESIS
from consent.audit.triggers import InstallTriggers

WORDINGS = Path(__file__).resolve().parent.parent / "wordings" / "1.yaml"


def begin_the_chain(apps: Any, schema_editor: Any) -> None:
    apps.get_model("consent", "AuditHead").objects.get_or_create(pk=1, defaults={"last_hash": GENESIS})


def add_the_first_wordings(apps: Any, schema_editor: Any) -> None:
    texts = apps.get_model("consent", "ConsentText").objects
    for purpose, by_language in yaml.safe_load(WORDINGS.read_text(encoding="utf-8")).items():
        for language, text in by_language.items():
            written = text.strip()
            digest = hashlib.sha256(written.encode()).hexdigest()
            texts.get_or_create(purpose=purpose, version="1", language=language, defaults={"text": written, "hash": digest})


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial")]
    operations = [
        migrations.RunPython(begin_the_chain, migrations.RunPython.noop),
        migrations.RunPython(add_the_first_wordings, migrations.RunPython.noop),
        InstallTriggers(),
    ]
