from django.db import models


class CacheEntry(models.Model):
    """One value of the database fallback cache. Written by `novahouse.cache.backend` alone, in SQL."""

    key = models.CharField(primary_key=True, max_length=255)
    value = models.BinaryField(null=True, help_text="Pickled; null where the value is a whole number.")
    counter = models.BigIntegerField(null=True, help_text="A whole number, so that the database can add to it.")
    expires_at = models.FloatField(null=True, help_text="Seconds since 1970; null: never.")

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="cache_expires_at", condition=models.Q(expires_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.key
