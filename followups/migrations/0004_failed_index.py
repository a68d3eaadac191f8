from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chatbot", "0005_followups"),
        ("followups", "0003_groups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="followupevent",
            index=models.Index(condition=models.Q(("status", "failed")), fields=["-created_at", "-id"], name="followup_failed"),
        ),
    ]
