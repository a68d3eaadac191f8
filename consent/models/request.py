from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone


class RequestKind(models.TextChoices):
    ACCESS = "access", "Dostęp do danych i ich kopia (art. 15, 20)"
    RECTIFY = "rectify", "Sprostowanie (art. 16)"
    ERASE = "erase", "Usunięcie (art. 17)"
    RESTRICT = "restrict", "Ograniczenie przetwarzania (art. 18)"
    OBJECT = "object", "Sprzeciw (art. 21)"


class RequestState(models.TextChoices):
    RECEIVED = "received", "Przyjęty"
    IN_PROGRESS = "in-progress", "W toku"
    DONE = "done", "Załatwiony"
    REFUSED = "refused", "Odmowa"


class Channel(models.TextChoices):
    PAGE = "page", "Strona internetowa"
    EMAIL = "e-mail", "E-mail"
    POST = "post", "Poczta"
    PHONE = "phone", "Telefon"
    IN_PERSON = "in-person", "Osobiście"


OPEN = (RequestState.RECEIVED, RequestState.IN_PROGRESS)


class RequestQuerySet(models.QuerySet["DataSubjectRequest"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)


class DataSubjectRequest(models.Model):
    """What a person asked for under RODO, by when it is due, and what became of it."""

    kind = models.CharField("czego dotyczy", max_length=10, choices=RequestKind.choices)
    state = models.CharField("stan", max_length=12, choices=RequestState.choices, default=RequestState.RECEIVED)
    channel = models.CharField("jak wpłynął", max_length=10, choices=Channel.choices)
    received_at = models.DateTimeField("wpłynął")
    due_on = models.DateField("termin", help_text="Miesiąc od wpływu (art. 12 ust. 3 RODO).")
    email = models.CharField("e-mail", max_length=254, null=True, blank=True)
    email_hmac = models.CharField(max_length=64, null=True, blank=True, editable=False)
    verified = models.BooleanField("tożsamość potwierdzona", default=False)
    note = models.TextField("notatka", blank=True)
    report = models.JSONField("sprawozdanie", default=dict, blank=True, help_text="Co wydano albo usunięto.")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name="kto załatwił"
    )
    closed_at = models.DateTimeField("zamknięty", null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = "wniosek RODO"
        verbose_name_plural = "wnioski RODO"
        indexes = [
            models.Index(fields=["state", "due_on"], name="request_due"),
            models.Index(fields=["email_hmac"], name="request_address"),
            models.Index(fields=["received_at"], name="request_time"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localdate(self.received_at):%d.%m.%Y}"

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when overdue; None once it is closed."""
        if self.state not in OPEN:
            return None
        return (self.due_on - timezone.localdate()) // timedelta(days=1)
