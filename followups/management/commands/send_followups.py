from typing import Any

from django.core.management.base import BaseCommand

from followups.services.send import followups_send


class Command(BaseCommand):
    help = "Send the follow-ups that are due, and end. Any number may run at once: none goes twice."
    stealth_options = ("stopped",)  # asked between two mails: the scheduler ends

    def handle(self, *args: Any, **options: Any) -> None:
        run = followups_send(stopped=options.get("stopped", lambda: False))
        self.stdout.write(f"Sent {run.sent}, cancelled {run.cancelled}, to be tried again {run.later}, failed {run.failed}.")
        if run.stopped:
            self.stdout.write(f"Nothing goes now: {run.stopped.replace('-', ' ')}.")
