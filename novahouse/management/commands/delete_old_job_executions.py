from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_apscheduler.models import DjangoJobExecution

from novahouse.scheduler.jobs import JOBS

_FREQUENT, _OTHERS = timedelta(days=1), timedelta(days=30)


class Command(BaseCommand):
    help = "Delete the history of jobs: after a day that of jobs that run every few seconds, after 30 days that of the others."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        frequent = [job.command for job in JOBS if job.frequent]
        old = DjangoJobExecution.objects.filter(run_time__lt=now - _OTHERS)
        old_frequent = DjangoJobExecution.objects.filter(job_id__in=frequent, run_time__lt=now - _FREQUENT)
        deleted = old.delete()[0] + old_frequent.delete()[0]
        self.stdout.write(f"Deleted {deleted} old job executions.")
