from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models

from integrations.models.kinds import kind_name


class Destination(models.TextChoices):
    MAIL = "mail", "E-mail"
    SLACK = "slack", "Slack"
    MONDAY = "monday", "monday.com"


class Status(models.TextChoices):
    PENDING = "pending", "Czeka"
    SENDING = "sending", "W trakcie wysyłki"
    SENT = "sent", "Wysłana"
    DEAD = "dead", "Niedostarczona"
    HELD = "held", "Wstrzymana"
    CANCELLED = "cancelled", "Anulowana"


# SQLite uses a partial index only for a query that says what the index says, in the same form: it looks into OR, not into IN.
WAITING = models.Q(status=Status.PENDING) | models.Q(status=Status.SENDING)
FINISHED = models.Q(status=Status.SENT) | models.Q(status=Status.CANCELLED)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def waiting(self) -> Self:
        """What goes out sooner or later. A row that is being sent counts: its deliverer may not live to tell."""
        return self.filter(WAITING)

    def overdue(self, since: datetime) -> Self:
        """What should have gone out, or been tried again, before a moment."""
        return self.waiting().filter(next_attempt_at__lt=since)

    def dead(self) -> Self:
        """What was given up: somebody should look."""
        return self.filter(status=Status.DEAD)

    def finished(self) -> Self:
        """What has gone out or was cancelled: a trace without a payload."""
        return self.filter(FINISHED)

    def revive(self, now: datetime) -> int:
        """Make due again, with all their attempts, what was given up and still says something. Tells how many."""
        return self.dead().exclude(payload={}).update(status=Status.PENDING, attempts=0, next_attempt_at=now)

    def unsent_to(self, person: str | None, conversation_ids: Collection[int]) -> Self:
        """Whatever still holds a payload for a person, known by the keyed hash of an address, by conversations, or by both."""
        theirs = models.Q(conversation_id__in=conversation_ids)
        if person:
            theirs |= models.Q(person=person)
        return self.filter(theirs).exclude(FINISHED)


class OutboxMessage(models.Model):
    """Something that leaves the house, written in the transaction of the change it belongs to and delivered after the commit.

    `payload` is emptied as soon as the message is sent or cancelled: no address and no text stays behind.
    """

    destination = models.CharField("dokąd", max_length=10, choices=Destination.choices)
    kind = models.CharField("rodzaj", max_length=40)
    service = models.BooleanField(
        "serwisowa", default=False, help_text="Odpowiedź na czyjąś prośbę, nie marketing; wycofanie zgód jej nie wstrzymuje."
    )
    idempotency_key = models.CharField("klucz idempotencji", max_length=120, unique=True)
    # What goes to one destination about one matter goes in the order it was written in; empty: in any order.
    stream = models.CharField("kolejka", max_length=40, blank=True, default="", db_default="")
    person = models.CharField("osoba", max_length=64, blank=True, help_text="Skrót adresu z kluczem; samego adresu tu nie ma.")
    conversation_id = models.BigIntegerField("numer rozmowy", null=True, blank=True)
    payload = models.JSONField("treść", default=dict, blank=True)
    status = models.CharField("stan", max_length=9, choices=Status.choices, default=Status.PENDING)
    # Counted when an attempt begins: the number is what a deliverer proves with that the message is still its own.
    attempts = models.PositiveIntegerField("liczba prób", default=0)
    created_at = models.DateTimeField("utworzona")
    # Nobody touches the row before: it is not due yet, waits after a failure, or is leased to the one who is sending it.
    next_attempt_at = models.DateTimeField("następna próba")
    sent_at = models.DateTimeField("wysłana", null=True, blank=True)
    external_id = models.CharField("identyfikator zewnętrzny", max_length=200, blank=True)
    last_error = models.CharField("ostatni błąd", max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość wychodząca"
        verbose_name_plural = "wiadomości wychodzące"
        permissions = [("view_outbox_payload", "Widzi treść wiadomości wychodzących wraz z danymi osobowymi")]
        indexes = [
            models.Index(fields=["destination", "next_attempt_at", "id"], name="outbox_due", condition=WAITING),
            models.Index(fields=["destination", "stream", "id"], name="outbox_first", condition=WAITING),
            models.Index(fields=["stream", "destination", "id"], name="outbox_stream", condition=~models.Q(stream="")),
            models.Index(fields=["created_at"], name="outbox_dead", condition=models.Q(status=Status.DEAD)),
            models.Index(fields=["created_at"], name="outbox_finished", condition=FINISHED),
            models.Index(fields=["person", "created_at"], name="outbox_person"),
            models.Index(
                fields=["conversation_id"], name="outbox_conversation", condition=models.Q(conversation_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_destination_display()}: {self.kind_name}"

    @property
    def kind_name(self) -> str:
        return kind_name(self.kind)
