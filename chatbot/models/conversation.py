import uuid
from datetime import datetime, timedelta
from typing import Any, Self, cast

from django.db import connections, models

from chatbot.models.statements import update

QUIET_TIME_BEFORE_END = timedelta(days=14)
CHANGED_BY_A_MESSAGE = ("last_message_at", "language", "email", "name", "phone", "city", "context", "memory", "booked_at")


class ConversationQuerySet(models.QuerySet["ChatConversation"]):
    def for_session(self, session_id: uuid.UUID) -> Self:
        return self.filter(session_id=session_id)

    def for_email(self, email: str) -> Self:
        """Conversations in which this normalised address was given."""
        return self.filter(email=email)

    def find(self, session_id: uuid.UUID) -> "ChatConversation | None":
        """The conversation of a session. Every message asks for it, and raw SQL is four times as fast as building the query."""
        column = cast(models.UUIDField, self.model._meta.get_field("session_id"))
        key = column.get_db_prep_value(session_id, connections[self.db])
        statement = f"SELECT * FROM {self.model._meta.db_table} WHERE session_id = %s"  # noqa: S608
        return next(iter(self.raw(statement, [key])), None)

    def remember(self, conversation: "ChatConversation") -> bool:
        """Store what a message changed, unless another message of the session was answered meanwhile: then False."""
        read = conversation.turn
        conversation.turn += 1
        return update(conversation, (*CHANGED_BY_A_MESSAGE, "turn"), standing={"turn": read})


class ChatConversation(models.Model):
    """One talk with one visitor. `session_id` is a bearer secret: whoever has it is the visitor."""

    session_id = models.UUIDField("identyfikator sesji", unique=True, default=uuid.uuid4)
    started_at = models.DateTimeField("początek")
    turn = models.PositiveIntegerField("liczba wiadomości klienta", default=0, editable=False)
    last_message_at = models.DateTimeField("ostatnia wiadomość", help_text="Ostatnia wiadomość od klienta.")
    ended_at = models.DateTimeField("zakończona", null=True, blank=True)
    language = models.CharField("język", max_length=2, default="pl")

    # Contact data, normalised; null where the visitor did not give it.
    email = models.CharField("e-mail", max_length=254, null=True, blank=True)
    name = models.CharField("imię i nazwisko", max_length=80, null=True, blank=True)
    phone = models.CharField("telefon", max_length=20, null=True, blank=True)
    city = models.CharField("miasto", max_length=60, null=True, blank=True)
    # What else the visitor said: square_meters, budget_pln, package, property_type.
    context = models.JSONField("ustalenia", default=dict, blank=True)
    # What the assistant remembers of the talk itself: chatbot.engine.memory.
    memory = models.JSONField("pamięć rozmowy", default=dict, blank=True, editable=False)

    # Written by the consent app alone.
    rodo_consent = models.BooleanField("zgoda RODO", default=False)
    marketing_consent = models.BooleanField("zgoda marketingowa", default=False)
    # Consent to be contacted was ticked here; it counts once `rodo_consent` is true (a withdrawn address confirms by mail).
    rodo_requested_at = models.DateTimeField("zgoda RODO zaznaczona", null=True, blank=True)
    restricted_at = models.DateTimeField(
        "wstrzymana",
        null=True,
        blank=True,
        help_text="Zgody wycofane albo przetwarzanie ograniczone: niewidoczna dla sprzedaży.",
    )
    booked_at = models.DateTimeField(
        "konsultacja umówiona",
        null=True,
        blank=True,
        help_text="Odkąd wiadomo, że klient umówił konsultację: nie piszemy wtedy, żeby o niej przypomnieć.",
    )
    anonymised_at = models.DateTimeField("zanonimizowana", null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = "rozmowa"
        verbose_name_plural = "rozmowy"
        indexes = [
            models.Index(fields=["-last_message_at", "-id"], name="conversation_latest"),
            models.Index(fields=["email"], name="conversation_email", condition=models.Q(email__isnull=False)),
            models.Index(fields=["phone"], name="conversation_phone", condition=models.Q(phone__isnull=False)),
            models.Index(
                fields=["last_message_at"],
                name="conversation_unconsented",
                condition=models.Q(rodo_consent=False)
                & (models.Q(email__isnull=False) | models.Q(phone__isnull=False) | models.Q(name__isnull=False)),
            ),
            models.Index(
                fields=["last_message_at", "id"], name="conversation_agreed", condition=models.Q(marketing_consent=True)
            ),
            models.Index(
                fields=["last_message_at"], name="conversation_personal", condition=models.Q(anonymised_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Rozmowa {self.pk}"

    def has_ended(self, now: datetime) -> bool:
        """Ended by the visitor or staff, or 14 days after the visitor's last message."""
        return self.ended_at is not None or now - self.last_message_at > QUIET_TIME_BEFORE_END

    def asked_for_consent(self) -> bool:
        """Whether the visitor has ticked consent to be contacted here, confirmed or not: then nobody asks again."""
        return self.rodo_consent or self.rodo_requested_at is not None

    def public_context(self) -> dict[str, Any]:
        """What the visitor gave, under the names of the API; nothing that was not given."""
        given = {**self.context, "city": self.city, "name": self.name, "email": self.email, "phone": self.phone}
        return {slot: value for slot, value in given.items() if value is not None}
