from datetime import datetime

from django.db import models


class FollowupPause(models.Model):
    """While this one row is there, no follow-up goes out: the switch in the console."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    since = models.DateTimeField("od kiedy")
    user_id = models.BigIntegerField("kto", null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="followup_one_pause")]
        verbose_name = "wstrzymanie wysyłki"
        verbose_name_plural = "wstrzymanie wysyłki"
        permissions = [("pause_followups", "Wstrzymuje i wznawia wysyłkę wiadomości po rozmowach")]

    def __str__(self) -> str:
        return "Wysyłka wstrzymana"


def paused_since() -> datetime | None:
    """None while follow-ups go out."""
    return FollowupPause.objects.values_list("since", flat=True).first()
