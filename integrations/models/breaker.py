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
    opened_at = models.DateTimeField("otwarty od", null=True, blank=True)
    # The one probe of a half-open breaker belongs to whoever set this lease; it ends by itself.
    probe_until = models.DateTimeField("próba trwa do", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "bezpiecznik"
        verbose_name_plural = "bezpieczniki"

    def __str__(self) -> str:
        return self.name


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
