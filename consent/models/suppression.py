from typing import Self

from django.db import models


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def covering(self, email_hmac: str) -> Self:
        return self.filter(email_hmac=email_hmac)


class Suppression(models.Model):
    """An address that gets no marketing, as a keyed hash: it outlives erasure, and a new import of the address."""

    email_hmac = models.CharField("skrót adresu", max_length=64, unique=True)
    created_at = models.DateTimeField("od kiedy")

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = "adres bez wiadomości"
        verbose_name_plural = "adresy bez wiadomości"

    def __str__(self) -> str:
        return f"{self.email_hmac[:12]}…"
