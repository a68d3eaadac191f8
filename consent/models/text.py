import hashlib
from typing import Any, NoReturn, Self

from django.db import models

from consent.models.audit import Purpose


class ImmutableText(TypeError):
    """A wording is changed by a new version: people agreed to what this one says."""


class ConsentTextQuerySet(models.QuerySet["ConsentText"]):
    def current(self, language: str) -> list["ConsentText"]:
        """The newest wording of each purpose, in one language."""
        newest = {text.purpose: text for text in self.filter(language=language).order_by("pk")}
        return [newest[purpose] for purpose in Purpose.values if purpose in newest]

    def version(self, purpose: str, version: str, language: str) -> "ConsentText | None":
        return self.filter(purpose=purpose, version=version, language=language).first()

    def with_hash(self, text_hash: str) -> Self:
        return self.filter(hash=text_hash)

    def delete(self) -> NoReturn:
        raise ImmutableText

    def update(self, **values: Any) -> NoReturn:
        raise ImmutableText


class ConsentText(models.Model):
    """The words beside a box that a person ticks, in one language. Never changed and never deleted: a new version is added.

    Database triggers refuse it as well: consent.audit.trigger_rules.
    """

    purpose = models.CharField("cel", max_length=20, choices=Purpose.choices)
    version = models.CharField("wersja", max_length=20)
    language = models.CharField("język", max_length=2, choices=[("pl", "polski"), ("en", "angielski"), ("uk", "ukraiński")])
    text = models.TextField("treść")
    hash = models.CharField("skrót", max_length=64, editable=False)
    created_at = models.DateTimeField("dodana", auto_now_add=True)

    objects = ConsentTextQuerySet.as_manager()

    class Meta:
        verbose_name = "treść zgody"
        verbose_name_plural = "treści zgód"
        ordering = ["purpose", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version", "language"], name="consent_text_once"),
        ]
        indexes = [models.Index(fields=["hash"], name="consent_text_hash")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, wersja {self.version} ({self.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ImmutableText
        self.hash = text_hash(self.text)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ImmutableText


def text_hash(text: str) -> str:
    """SHA-256 of the wording in UTF-8, in hexadecimal: anybody who has the text can check it."""
    return hashlib.sha256(text.encode()).hexdigest()
