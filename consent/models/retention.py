from django.db import models


class RetentionLedger(models.Model):
    """One rule of the retention schedule in one run: what went, how many, and how many are overdue after it."""

    run_at = models.DateTimeField("kiedy")
    rule = models.CharField("reguła", max_length=40)
    removed = models.PositiveIntegerField("usunięto lub zanonimizowano")
    overdue = models.PositiveIntegerField("nadal po terminie")

    class Meta:
        verbose_name = "wpis rejestru retencji"
        verbose_name_plural = "rejestr retencji"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.rule}: {self.removed}"
