from django.db import models


class Language(models.TextChoices):
    POLISH = "pl", "polski"
    ENGLISH = "en", "angielski"
    UKRAINIAN = "uk", "ukraiński"


class FollowupText(models.Model):
    """What one of the three mails says in one language; staff edit it. followups.mail tells what fills the placeholders."""

    followup_number = models.PositiveSmallIntegerField("numer")
    language = models.CharField("język", max_length=2, choices=Language.choices)
    subject = models.CharField("temat", max_length=120)
    body = models.TextField("treść")
    button = models.CharField("napis na przycisku", max_length=60)
    updated_at = models.DateTimeField("zmieniony", auto_now=True)

    class Meta:
        verbose_name = "treść wiadomości"
        verbose_name_plural = "treści wiadomości"
        ordering = ["followup_number", "language"]
        constraints = [
            models.UniqueConstraint(fields=["followup_number", "language"], name="followup_text_once"),
        ]

    def __str__(self) -> str:
        return f"Wiadomość {self.followup_number}, {self.get_language_display()}"
