"""The library's two tables as staff know them: its models have English names alone."""

from typing import Any

from django.apps import apps

from novahouse.scheduler.jobs import TITLES
from novahouse.scheduler.wording import moment


def name_in_polish() -> None:
    """Once the models are loaded."""
    library = apps.get_app_config("django_apscheduler")
    library.verbose_name = "Planista"
    job, execution = library.get_model("DjangoJob"), library.get_model("DjangoJobExecution")
    job._meta.verbose_name, job._meta.verbose_name_plural = "zadanie w tle", "zadania w tle"
    execution._meta.verbose_name, execution._meta.verbose_name_plural = "wykonanie zadania", "historia zadań"
    job.__str__ = _job_name  # type: ignore[method-assign]
    execution.__str__ = _execution_name  # type: ignore[method-assign]


def _job_name(job: Any) -> str:
    return TITLES.get(job.pk, job.pk)


def _execution_name(execution: Any) -> str:
    return f"{TITLES.get(execution.job_id, execution.job_id)}, {moment(execution.run_time)}"
