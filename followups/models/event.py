from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from chatbot.models import ChatConversation
from followups.schedule.reason import REASON_NAMES, Reason


class FollowupStatus(models.TextChoices):
    CLAIMED = "claimed", "Przygotowywana"
    SENDING = "sending", "W trakcie wysyłki"
    SENT = "sent", "Wysłana"
    CANCELLED = "cancelled", "Anulowana"
    FAILED = "failed", "Nieprzyjęta"


# SQLite uses a partial index only for a query that says what the index says, in the same form: it looks into OR, not into IN.
UNFINISHED = models.Q(status=FollowupStatus.CLAIMED) | models.Q(status=FollowupStatus.SENDING)


OVER = (
    models.Q(status=FollowupStatus.SENT)
    | models.Q(status=FollowupStatus.FAILED)
    | models.Q(reason=Reason.BY_STAFF)
    | models.Q(status=FollowupStatus.CANCELLED, sent_at__isnull=False)
)


class FollowupQuerySet(models.QuerySet["FollowupEvent"]):
    def unfinished(self) -> Self:
        """Claimed or being sent, by somebody who may not live to tell."""
        return self.filter(UNFINISHED)

    def over(self) -> Self:
        """Done with, one way or the other: see FollowupEvent.is_over."""
        return self.filter(OVER)

    def left_behind(self, now: datetime) -> Self:
        """Whose lease is over, or whose next attempt is due."""
        return self.unfinished().filter(lease_until__lte=now)


class FollowupEvent(models.Model):
    """One of the three mails after a conversation: at most once, whoever sends it. Due times are computed, never stored.

    A claim is a lease: it ends by itself. `attempts` is the fencing token: who claims an event counts it up, and whoever held
    it before can no longer mark it. `tries` are those that count: some found the server resting, or the hour quiet.
    """

    conversation = models.ForeignKey(
        ChatConversation,
        on_delete=models.CASCADE,
        related_name="followups",
        db_constraint=False,  # a release that does not know this table must be able to delete a conversation
        db_index=False,  # the unique constraint begins with it
        verbose_name="rozmowa",
    )
    followup_number = models.PositiveSmallIntegerField("numer")
    status = models.CharField("stan", max_length=9, choices=FollowupStatus.choices, default=FollowupStatus.CLAIMED)
    attempts = models.PositiveIntegerField("numer próby", default=0, editable=False)
    tries = models.PositiveSmallIntegerField("liczba prób", default=0)
    repeated = models.BooleanField("powtórzona", default=False, editable=False, help_text="Nadawca nie dożył potwierdzenia.")
    # Nobody else touches the event before: it is being sent, or waits for its next attempt.
    lease_until = models.DateTimeField("zajęta do", default=timezone.now, editable=False)
    created_at = models.DateTimeField("utworzona", default=timezone.now)
    # From when on the mail may be out: set right before it is handed over, and taken back where the server said no.
    sent_at = models.DateTimeField("wysłana", null=True, blank=True)
    closed_at = models.DateTimeField("zamknięta", null=True, blank=True, help_text="Kiedy ją anulowano albo odrzucono.")
    # The visitor's last message that the due time was computed from.
    planned_from = models.DateTimeField("liczona od", null=True, blank=True)
    person = models.CharField("osoba", max_length=64, blank=True, help_text="Skrót adresu z kluczem; samego adresu tu nie ma.")
    message_id = models.CharField("Message-ID", max_length=120, blank=True)
    # The audit row of the consent that the mail relied on, and where the chain ended when that was read.
    consent_row = models.BigIntegerField("numer wpisu zgody", null=True, blank=True)
    chain_hash = models.CharField("skrót końca dziennika", max_length=64, blank=True)
    # Why it was cancelled or failed (followups.schedule.reason), and what the mail server said last.
    reason = models.CharField("powód", max_length=20, blank=True)
    last_error = models.CharField("ostatni błąd", max_length=200, blank=True)

    objects = FollowupQuerySet.as_manager()

    class Meta:
        verbose_name = "wiadomość po rozmowie"
        verbose_name_plural = "wiadomości po rozmowach"
        unique_together = [("conversation", "followup_number")]
        indexes = [
            models.Index(fields=["lease_until", "id"], name="followup_unfinished", condition=UNFINISHED),
            models.Index(fields=["person", "-sent_at"], name="followup_person", condition=~models.Q(person="")),
            models.Index(fields=["-created_at", "-id"], name="followup_latest"),
            # Rare, and what staff look for; one over all states would keep SQLite from looking a person up.
            models.Index(
                fields=["-created_at", "-id"], name="followup_failed", condition=models.Q(status=FollowupStatus.FAILED)
            ),
        ]

    def __str__(self) -> str:
        return f"Wiadomość {self.followup_number} po rozmowie {self.conversation_id}"

    @property
    def reason_name(self) -> str:
        """In Polish; empty where there is none."""
        return REASON_NAMES.get(self.reason, self.reason)

    @property
    def is_over(self) -> bool:
        """This number is done with: it never goes, or never again, or may have gone. Cancelled otherwise it may come up."""
        may_have_gone = self.status == FollowupStatus.CANCELLED and self.sent_at is not None
        return may_have_gone or self.reason == Reason.BY_STAFF or self.status in (FollowupStatus.SENT, FollowupStatus.FAILED)

    @property
    def sent_after(self) -> timedelta | None:
        """How long after the visitor's last message it went out."""
        return self.sent_at - self.planned_from if self.sent_at and self.planned_from else None


class FollowupChange(models.Model):
    """What became of an event, step by step."""

    event = models.ForeignKey(FollowupEvent, on_delete=models.CASCADE, related_name="changes", verbose_name="wiadomość")
    changed_at = models.DateTimeField("kiedy")
    status = models.CharField("stan", max_length=9, choices=FollowupStatus.choices)
    reason = models.CharField("powód", max_length=20, blank=True)
    details = models.CharField("szczegóły", max_length=200, blank=True)

    class Meta:
        verbose_name = "zmiana stanu wiadomości"
        verbose_name_plural = "historia wiadomości"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.status}"

    @property
    def reason_name(self) -> str:
        return REASON_NAMES.get(self.reason, self.reason)
