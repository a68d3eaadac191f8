"""What staff see of the jobs."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from django_apscheduler.models import DjangoJob, DjangoJobExecution

from novahouse.scheduler.heartbeat import beat

pytestmark = pytest.mark.django_db

HISTORY = "/admin/django_apscheduler/djangojobexecution/"
JOBS = "/admin/django_apscheduler/djangojob/"


@pytest.fixture
def staff() -> Client:
    user = User.objects.create_user("zofia", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_djangojob", "view_djangojobexecution"]))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def failure() -> DjangoJobExecution:
    job = DjangoJob.objects.create(id="verify_audit_log", job_state=b"", next_run_time=timezone.now())
    return DjangoJobExecution.objects.create(
        job=job, status="Error!", run_time=timezone.now(), duration=75, exception="Row 17 is wrong.", traceback="File <a>"
    )


def page(client: Client, path: str, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_history_tells_what_ran_how_it_went_and_why(staff: Client, failure: DjangoJobExecution) -> None:
    shown = page(staff, HISTORY)
    for words in ("Historia zadań", "Sprawdzenie dziennika zgód", "Nieudane", "1 min 15 s", "Row 17 is wrong."):
        assert words in shown
    one = page(staff, f"{HISTORY}{failure.pk}/change/")
    for words in ("Nieudane", "verify_audit_log", "File &lt;a&gt;"):
        assert words in one
    assert "Error!" not in one


def test_it_is_filtered_by_job_and_outcome(staff: Client, failure: DjangoJobExecution) -> None:
    assert "Row 17" in page(staff, HISTORY, zadanie="verify_audit_log", wynik="Error!")
    assert "Row 17" not in page(staff, HISTORY, zadanie="heartbeat")
    assert "Row 17" not in page(staff, HISTORY, wynik="Executed")
    assert "Row 17" in page(staff, HISTORY, wynik="\x00")


def test_the_jobs_tell_when_they_run(staff: Client, failure: DjangoJobExecution) -> None:
    DjangoJob.objects.create(id="send_followups", job_state=b"")
    shown = page(staff, JOBS)
    for words in ("codziennie o 3:30", "Nieudane", "Wiadomości po rozmowach", "wyłączone"):
        assert words in shown
    assert "Zadania w tle" in page(staff, f"{JOBS}verify_audit_log/change/")


def test_the_pages_say_whether_the_scheduler_lives(staff: Client) -> None:
    assert "Planista nie dał jeszcze znaku życia" in page(staff, HISTORY)
    beat(timezone.now() - timedelta(minutes=3))
    assert "Planista milczy od" in page(staff, HISTORY)
    beat(timezone.now())
    assert "Planista działa jako" in page(staff, JOBS)


def test_nobody_changes_it(failure: DjangoJobExecution, admin_client: Client) -> None:
    for path in (f"{HISTORY}add/", f"{JOBS}add/", f"{HISTORY}{failure.pk}/delete/", f"{JOBS}verify_audit_log/delete/"):
        assert admin_client.get(path).status_code == 403
    assert admin_client.post(f"{HISTORY}{failure.pk}/change/", {"status": "Executed"}).status_code == 403
    admin_client.post(HISTORY, {"action": "delete_selected", "_selected_action": failure.pk, "post": "yes"})
    assert DjangoJobExecution.objects.get().status == "Error!"
