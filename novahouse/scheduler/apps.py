"""The library's two tables as staff know them. The names are set here, since its models have English ones alone."""

from typing import Any

from django_apscheduler.apps import DjangoApschedulerConfig


class JobsConfig(DjangoApschedulerConfig):
    default = False
    verbose_name = "Planista"

    def ready(self) -> None:
        job, execution = self.get_model("DjangoJob"), self.get_model("DjangoJobExecution")
        job._meta.verbose_name, job._meta.verbose_name_plural = "zadanie w tle", "zadania w tle"
        execution._meta.verbose_name, execution._meta.verbose_name_plural = "wykonanie zadania", "historia zadań"
        job.__str__ = _job_name
        execution.__str__ = _execution_name


def _job_name(job: Any) -> str:
    from novahouse.scheduler.jobs import TITLES  # noqa: PLC0415  (needs the settings)

    return TITLES.get(job.pk, job.pk)


def _execution_name(execution: Any) -> str:
    from novahouse.scheduler.jobs import TITLES  # noqa: PLC0415  (needs the settings)
    from novahouse.scheduler.wording import moment  # noqa: PLC0415  (needs the models)

    return f"{TITLES.get(execution.job_id, execution.job_id)}, {moment(execution.run_time)}"
