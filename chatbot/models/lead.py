from typing import Any

from django.db import models

from chatbot.models.conversation import ChatConversation


class LeadStatus(models.TextChoices):
    NEW = "new", "Nowy"
    CONTACTED = "contacted", "Po kontakcie"
    QUALIFIED = "qualified", "Zakwalifikowany"
    WON = "won", "Wygrany"
    LOST = "lost", "Utracony"


OPEN = (LeadStatus.NEW, LeadStatus.CONTACTED, LeadStatus.QUALIFIED)

# Why a lead's data may be kept when consent is gone or time is up (RODO art. 6(1)); the other statuses give no reason.
BASIS_OF_STATUS = {
    LeadStatus.QUALIFIED: "art. 6 ust. 1 lit. b RODO: działania przed zawarciem umowy",
    LeadStatus.WON: "art. 6 ust. 1 lit. b i c RODO: umowa i przepisy podatkowe",
}


class Lead(models.Model):
    """A person for the sales team: made once there is a way to contact them and their consent to be contacted."""

    conversation = models.OneToOneField(ChatConversation, on_delete=models.CASCADE, related_name="lead", verbose_name="rozmowa")
    created_at = models.DateTimeField("utworzony", auto_now_add=True)
    updated_at = models.DateTimeField("zmieniony", auto_now=True)
    email = models.CharField("e-mail", max_length=254, null=True, blank=True)
    name = models.CharField("imię i nazwisko", max_length=80, null=True, blank=True)
    phone = models.CharField("telefon", max_length=20, null=True, blank=True)
    city = models.CharField("miasto", max_length=60, null=True, blank=True)
    score = models.PositiveSmallIntegerField("ocena", default=0, help_text="Od 0 do 100; klient jej nie widzi.")
    status = models.CharField("status", max_length=9, choices=LeadStatus.choices, default=LeadStatus.NEW)
    basis = models.CharField("podstawa przechowywania", max_length=120, blank=True, default="", db_default="", editable=False)
    # The same person's lead from another talk, which the sales team works with; it has none above itself.
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="duplicates",
        db_constraint=False,  # a release that does not know the column must be able to delete a lead
        verbose_name="ta sama osoba co",
    )
    # What the team has been told: the highest threshold of the score, and that the person asks to be contacted.
    alerted_from = models.PositiveSmallIntegerField("powiadomienie od oceny", default=0, db_default=0, editable=False)
    contact_asked_at = models.DateTimeField("prosi o kontakt", null=True, blank=True, editable=False)
    monday_item_id = models.CharField("element w monday.com", max_length=40, blank=True)
    # Keyed hash of what monday.com was told last; empty where no item of this lead is there or on its way.
    card_digest = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    class Meta:
        verbose_name = "lead"
        verbose_name_plural = "leady"
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=0, score__lte=100), name="lead_score_range"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="lead_latest"),
            models.Index(fields=["status", "-created_at"], name="lead_status"),
            models.Index(fields=["-score", "-created_at", "-id"], name="lead_hottest"),
            models.Index(fields=["email"], name="lead_email", condition=models.Q(email__isnull=False)),
            models.Index(fields=["phone"], name="lead_phone", condition=models.Q(phone__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or f"Lead {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The basis for keeping the data follows the status."""
        self.basis = BASIS_OF_STATUS.get(LeadStatus(self.status), "")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "basis"}
        super().save(*args, **kwargs)
