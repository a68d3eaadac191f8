from datetime import datetime, timedelta

from django.db import models


class BreakerStatus(models.TextChoices):
    """The three states, by the names that pybreaker gives them."""

    CLOSED = "closed", "Zamknięty"
    OPEN = "open", "Otwarty"
    HALF_OPEN = "half-open", "Próba"


class BreakerState(models.Model):
    """A circuit breaker as all processes see it: one row a service."""

    name = models.CharField("usługa", max_length=20, primary_key=True)
    state = models.CharField("stan", max_length=9, choices=BreakerStatus.choices, default=BreakerStatus.CLOSED)
    failures = models.PositiveIntegerField("błędy z rzędu", default=0)
    # Stays when it closes again: the last opening tells one closed period from the next.
    opened_at = models.DateTimeField("otwarty od", null=True, blank=True)
    # The one probe of a half-open breaker belongs to whoever set this lease; it ends by itself.
    probe_until = models.DateTimeField("próba trwa do", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "bezpiecznik"
        verbose_name_plural = "bezpieczniki"

    def __str__(self) -> str:
        return self.name

    def rests_until(self, reset_timeout: float, now: datetime) -> datetime | None:
        """The moment before which nothing is called, or None where a call may be made; `reset_timeout` in seconds."""
        until = None
        if self.state == BreakerStatus.OPEN and self.opened_at:
            until = self.opened_at + timedelta(seconds=reset_timeout)
        elif self.state == BreakerStatus.HALF_OPEN:
            until = self.probe_until
        return until if until and until > now else None


class BreakerChange(models.Model):
    """A breaker went from one state to another, and why."""

    breaker = models.CharField("usługa", max_length=20)
    changed_at = models.DateTimeField("kiedy")
    previous = models.CharField("z", max_length=9, choices=BreakerStatus.choices)
    state = models.CharField("na", max_length=9, choices=BreakerStatus.choices)
    reason = models.CharField("dlaczego", max_length=200)

    class Meta:
        verbose_name = "zmiana bezpiecznika"
        verbose_name_plural = "zmiany bezpieczników"
        indexes = [models.Index(fields=["breaker", "-changed_at"], name="breaker_change_latest")]

    def __str__(self) -> str:
        return f"{self.breaker}: {self.previous} → {self.state}"
