from django.db import models


class AuditVerification(models.Model):
    """The outcome of one check of the audit trail's chain."""

    verified_at = models.DateTimeField("kiedy")
    rows = models.BigIntegerField("wierszy")
    finding = models.CharField("wynik", max_length=300, blank=True, help_text="Puste: wszystko się zgadza.")
    anchors = models.PositiveIntegerField("porównane kotwice", default=0)

    class Meta:
        verbose_name = "sprawdzenie dziennika"
        verbose_name_plural = "sprawdzenia dziennika"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.finding or f"{self.rows}: OK"
