import json
from typing import Any, NoReturn, Self

from django.core.validators import validate_ipv46_address
from django.db import models

from novahouse.privacy.email_address import email_hash


class Action(models.TextChoices):
    OPT_IN_REQUESTED = "opt-in-requested", "Prośba o potwierdzenie zgody"
    OPT_IN = "opt-in", "Udzielenie zgody"
    ADDRESS_CHANGED = "address-changed", "Zmiana adresu w rozmowie"
    UNSUBSCRIBE = "unsubscribe", "Rezygnacja z wiadomości"
    REVOKE = "revoke-consent", "Wycofanie wszystkich zgód"
    RESTORE = "restore-consent", "Cofnięcie wycofania"
    RESTRICT = "restrict", "Ograniczenie przetwarzania"
    EXPORT = "export", "Wydanie kopii danych"
    ERASURE = "erasure", "Usunięcie danych"
    ANONYMISE = "anonymise", "Anonimizacja po terminie"
    ADMIN_NOTE = "admin-note", "Notatka inspektora"
    FOLLOWUP_SENT = "followup-sent", "Wysłanie wiadomości po rozmowie"
    COPY_ERASED = "copy-erased", "Usunięcie kopii w innej usłudze"


class Purpose(models.TextChoices):
    RODO = "rodo", "Kontakt i przygotowanie oferty"
    MARKETING = "marketing", "Wiadomości marketingowe"


class Source(models.TextChoices):
    API = "api", "Okno czatu (API)"
    CHAT = "chat", "Treść rozmowy"
    PAGE = "page", "Strona internetowa"
    MAIL_LINK = "mail-link", "Odnośnik z wiadomości"
    CONSOLE = "console", "Konsola"
    SCHEDULE = "schedule", "Zadanie okresowe"
    REPLAY = "replay", "Powtórzenie po odtworzeniu bazy"


class AppendOnly(TypeError):
    """Audit rows are written by consent.services.audit_append and by nothing else."""


class AuditQuerySet(models.QuerySet["ConsentAuditLog"]):
    def for_email(self, email: str) -> Self:
        """Rows of a normalised address, also those whose clear columns are gone."""
        return self.filter(email_hmac=email_hash(email))

    def delete(self) -> NoReturn:
        raise AppendOnly

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnly


class ConsentAuditLog(models.Model):
    """One change of what a person agreed to: what, when, for whom, under which wording. Append-only and hash-chained.

    The clear columns (`email`, `ip_address`, `user_agent`, `reason`) enter the chain only as `commitment`, salted; `email_hmac`
    as `address_commitment`. So they can be nulled together with their salt and the chain stays valid: consent.audit.chain.
    Database triggers refuse every other change: consent.audit.trigger_rules.
    """

    # Given by consent.services.audit_append: 1, 2, 3 and so on, so that a missing row shows.
    id = models.BigIntegerField("numer", primary_key=True)
    created_at = models.DateTimeField("kiedy")
    action = models.CharField("zdarzenie", max_length=20, choices=Action.choices)
    purpose = models.CharField("cel", max_length=20, choices=Purpose.choices, blank=True)
    source = models.CharField("źródło", max_length=20, choices=Source.choices)
    # Plain numbers: the trail outlives what it speaks of.
    conversation_id = models.BigIntegerField("rozmowa", null=True, blank=True)
    lead_id = models.BigIntegerField("lead", null=True, blank=True)
    text_version = models.CharField("wersja treści", max_length=20, blank=True)
    text_language = models.CharField("język treści", max_length=2, blank=True)
    text_hash = models.CharField("skrót treści", max_length=64, blank=True)
    details = models.TextField("szczegóły", blank=True, help_text="JSON, dokładnie te bajty, których dotyczy skrót wiersza.")

    email = models.CharField("e-mail", max_length=254, null=True, blank=True)
    ip_address = models.CharField(
        "adres IP", max_length=45, null=True, blank=True, validators=[validate_ipv46_address], help_text="Adres albo nic."
    )
    user_agent = models.CharField("przeglądarka", max_length=400, null=True, blank=True)
    reason = models.CharField("powód", max_length=500, null=True, blank=True)
    salt = models.CharField(max_length=32, null=True, editable=False)

    email_hmac = models.CharField("skrót adresu", max_length=64, null=True, blank=True)
    address_salt = models.CharField(max_length=32, null=True, editable=False)

    commitment = models.CharField("zobowiązanie danych", max_length=64)
    address_commitment = models.CharField("zobowiązanie adresu", max_length=64)
    previous_hash = models.CharField("skrót poprzedniego", max_length=64)
    hash = models.CharField("skrót wiersza", max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "wpis dziennika zgód"
        verbose_name_plural = "dziennik zgód"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["email_hmac", "-id"], name="audit_address", condition=models.Q(email_hmac__isnull=False)),
            models.Index(
                fields=["conversation_id", "-id"], name="audit_conversation", condition=models.Q(conversation_id__isnull=False)
            ),
            models.Index(fields=["action", "-id"], name="audit_action"),
            models.Index(fields=["purpose", "-id"], name="audit_purpose"),
            models.Index(fields=["source", "-id"], name="audit_source"),
            models.Index(fields=["created_at", "id"], name="audit_time"),
            models.Index(fields=["created_at"], name="audit_clear", condition=models.Q(salt__isnull=False)),
            models.Index(fields=["created_at"], name="audit_proof", condition=models.Q(email_hmac__isnull=False)),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(id__gte=1), name="audit_from_one_on")]

    def __str__(self) -> str:
        return f"{self.pk}. {self.get_action_display()}"

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly

    @property
    def redacted(self) -> bool:
        return self.salt is None

    def event(self) -> str:
        """What happened, in Polish."""
        lifted = self.action == Action.RESTRICT and self.facts.get("lifted")
        return "Zniesienie ograniczenia przetwarzania" if lifted else self.get_action_display()

    @property
    def facts(self) -> dict[str, Any]:
        """`details`, read."""
        read: dict[str, Any] = json.loads(self.details) if self.details else {}
        return read


class AuditHead(models.Model):
    """Where the chain ends: the one row that appends are serialised on. Also what was last noted in the anchor file."""

    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    last_id = models.BigIntegerField(default=0)
    last_hash = models.CharField(max_length=64)
    # Rows and signature of the newest line of the anchor file, so that a lost file or line shows; mailed anchors are not kept.
    anchored_count = models.BigIntegerField(default=0)
    anchor_signature = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]
        verbose_name = "koniec dziennika zgód"
        verbose_name_plural = "koniec dziennika zgód"

    def __str__(self) -> str:
        return f"{self.last_id}: {self.last_hash}"
