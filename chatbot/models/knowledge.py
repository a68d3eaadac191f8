import hashlib
import json
from typing import Any

from django.db import models

# What an entry says; the rest of its row is bookkeeping.
CONTENT_FIELDS = (
    "topic",
    "package",
    "title",
    "title_en",
    "title_uk",
    "examples",
    "keywords",
    "answer",
    "answer_en",
    "answer_uk",
    "package_answer",
    "package_answer_en",
    "package_answer_uk",
    "quick_replies",
    "actions",
)


class KnowledgeEntry(models.Model):
    """One thing the assistant can answer. docs/knowledge.md tells how an entry is written and how the engine reads it."""

    slug = models.SlugField("identyfikator", max_length=60, unique=True)
    topic = models.SlugField(
        "temat", max_length=60, blank=True, help_text="Wpisy jednego tematu różnią się pakietem. Puste: temat jest wpisem."
    )
    package = models.CharField(
        "pakiet", max_length=20, blank=True, help_text="Pakiet, o którym mówi wpis, jeśli mówi o jednym."
    )
    title = models.CharField("tytuł", max_length=120)
    title_en = models.CharField("tytuł po angielsku", max_length=120, blank=True)
    title_uk = models.CharField("tytuł po ukraińsku", max_length=120, blank=True)
    examples = models.TextField("przykładowe pytania", help_text="Jedno w wierszu, tak jak piszą klienci, w każdym języku.")
    keywords = models.TextField(
        "słowa kluczowe", blank=True, help_text="Rdzenie bez polskich znaków, jeden w wierszu; „a+b” znaczy oba naraz."
    )
    answer = models.TextField("odpowiedź", help_text="Liczby z faktów jako {znaczniki}, na przykład {guarantee.months}.")
    answer_en = models.TextField("odpowiedź po angielsku", blank=True)
    answer_uk = models.TextField("odpowiedź po ukraińsku", blank=True)
    package_answer = models.TextField("odpowiedź dla wybranego pakietu", blank=True)
    package_answer_en = models.TextField("odpowiedź dla wybranego pakietu po angielsku", blank=True)
    package_answer_uk = models.TextField("odpowiedź dla wybranego pakietu po ukraińsku", blank=True)
    quick_replies = models.JSONField("szybkie odpowiedzi", default=dict, blank=True)
    actions = models.JSONField("przyciski", default=list, blank=True)
    active = models.BooleanField("aktywny", default=True)
    version = models.PositiveIntegerField("wersja", default=1, editable=False)
    updated_at = models.DateTimeField("zmieniony", auto_now=True)
    # The content as load_knowledge last wrote it: what differs from it was edited by staff.
    shipped_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = "wpis bazy wiedzy"
        verbose_name_plural = "wpisy bazy wiedzy"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every save is a new version, so that a reply can name the one it came from."""
        if self.pk:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)

    def content_hash(self) -> str:
        content = {field: getattr(self, field) for field in CONTENT_FIELDS}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    @property
    def edited_by_staff(self) -> bool:
        return self.content_hash() != self.shipped_hash
