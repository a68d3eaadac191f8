from typing import Any

from django.db import models

from chatbot.models.conversation import ChatConversation


class Sender(models.TextChoices):
    VISITOR = "visitor", "Klient"
    ASSISTANT = "assistant", "Asystent"
    STAFF = "staff", "Zespół"


class ChatMessage(models.Model):
    """One message. An assistant's message follows the visitor's that it answers: both are written in one statement."""

    conversation = models.ForeignKey(
        ChatConversation,
        on_delete=models.CASCADE,
        related_name="messages",
        db_index=False,  # the unique constraint below begins with it
        verbose_name="rozmowa",
    )
    sender = models.CharField("nadawca", max_length=9, choices=Sender.choices)
    text = models.TextField("treść")
    created_at = models.DateTimeField("wysłana")
    # The client's own id of a visitor's message: a retried send is answered, not repeated.
    client_message_id = models.UUIDField("identyfikator wiadomości", null=True, blank=True)

    # Of an assistant's message: which engine wrote it, from which entry, and what else was sent with the text. The entry is
    # named and not referred to: the answer keeps its origin when the entry goes, and no message locks a row that all share.
    engine = models.CharField("silnik", max_length=9, blank=True)
    entry_slug = models.CharField("wpis", max_length=60, blank=True)
    entry_version = models.PositiveIntegerField("wersja wpisu", null=True, blank=True)
    reply = models.JSONField("odpowiedź", null=True, blank=True)  # details as in the API, versions by entry

    class Meta:
        verbose_name = "wiadomość"
        verbose_name_plural = "wiadomości"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "client_message_id"], name="message_once_a_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sender_display()}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def details(self) -> dict[str, Any]:
        """What an assistant's message carried beside its text, in the names of the API."""
        found: dict[str, Any] = (self.reply or {}).get("details", {})
        return found
