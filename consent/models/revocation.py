from datetime import timedelta
from typing import Self

from django.db import models

# How long the owner of an address may undo a revocation that a stranger made.
TIME_TO_UNDO = timedelta(days=14)


class RevocationQuerySet(models.QuerySet["Revocation"]):
    def of(self, email_hmac: str | None, conversation_id: int | None) -> Self:
        """Of an address, of a conversation without one, or of both; None matches nothing."""
        return self.filter(models.Q(email_hmac=email_hmac or "") | models.Q(conversation_id=conversation_id or 0))


class Revocation(models.Model):
    """A person whose data is frozen, until they undo it or are erased. About an address, or a conversation without one."""

    email = models.CharField("e-mail", max_length=254, null=True, blank=True)
    email_hmac = models.CharField(max_length=64, null=True, unique=True)
    conversation_id = models.BigIntegerField("rozmowa", null=True, unique=True)
    revoked_at = models.DateTimeField("wycofano")
    # What stood before, for the undo: by conversation {"id", "rodo", "marketing", "restricted"}, and of the address.
    consents = models.JSONField(default=list)
    was_suppressed = models.BooleanField(default=False)
    notice_key = models.CharField(max_length=120, blank=True, help_text="Idempotency key of the mail that tells the owner.")

    objects = RevocationQuerySet.as_manager()

    class Meta:
        verbose_name = "wycofanie zgód"
        verbose_name_plural = "wycofania zgód"
        indexes = [models.Index(fields=["revoked_at"], name="revocation_time")]

    def __str__(self) -> str:
        return f"Wycofanie {self.pk}"
