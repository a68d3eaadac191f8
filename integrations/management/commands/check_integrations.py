from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from integrations.leads.destinations import lead_destinations
from integrations.mail.check import check_mail
from integrations.monday.check import check_monday, create_missing_columns
from integrations.slack.check import check_slack

_MONDAY = "MONDAY_API_KEY with MONDAY_BOARD_ID"


class Command(BaseCommand):
    """Everything goes through the circuit breakers, as leads do: an open one is said, and a success can close it again."""

    help = "Send one test message to each place that leads go to, and say what is wrong; fails where one of them does not work."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--create-columns", action="store_true", help="first make the missing columns on the monday.com board"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._check_all(create_columns=options["create_columns"])
        except DatabaseError:
            raise CommandError(
                "The circuit breakers cannot be read from the database: run manage.py migrate, and see that it can be reached."
            ) from None

    def _check_all(self, *, create_columns: bool) -> None:
        if create_columns and "monday.com" in lead_destinations():
            for sentence in create_missing_columns():
                self.stdout.write(f"monday.com: {sentence}")
        works = [
            self._check("Slack", "SLACK_WEBHOOK_URL", check_slack, "a test message was posted to the channel"),
            self._check("monday.com", _MONDAY, check_monday, "a test item was made on the board and deleted again"),
            self._check("e-mail", "LEADS_EMAIL", check_mail, _where_mail_went()),
        ]
        if not lead_destinations():
            self.stdout.write(self.style.WARNING("Leads reach nobody."))
        if not all(works):
            raise CommandError("Not everything that is configured works.")

    def _check(self, name: str, variables: str, check: Callable[[], list[str]], done: str) -> bool:
        """False where it is configured and does not work."""
        if name not in lead_destinations():
            self.stdout.write(f"{name}: not configured ({variables} not set).")
            return True
        faults = check()
        for fault in faults:
            self.stdout.write(self.style.ERROR(f"{name}: FAILED: {fault}"))
        if not faults:
            self.stdout.write(self.style.SUCCESS(f"{name}: OK, {done}."))
        return not faults


def _where_mail_went() -> str:
    if settings.EMAIL_URL:
        return "the mail server took a test mail"
    return f"a test mail is in {settings.MAIL_DIR}; nobody gets it while EMAIL_URL is not set"
