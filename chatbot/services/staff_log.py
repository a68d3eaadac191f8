"""The console notes who of the staff changed what, and calls a lead by the client's name."""

from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, TextField, Value
from django.db.models.functions import Concat

from chatbot.models import Lead


def staff_log_forget(leads: Iterable[Lead]) -> None:
    """Keep that something was done to these leads, by number, and drop the names."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Lead), object_id__in=[str(lead.pk) for lead in leads]
    )
    entries.update(object_repr=Concat(Value("Lead "), F("object_id"), output_field=TextField()))
