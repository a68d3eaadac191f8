from typing import Any

from django.contrib import admin, messages
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from unfold.admin import ModelAdmin
from unfold.decorators import display

from consent.admin.ask_view import AskView
from followups.admin.sending_state import shown_state
from followups.admin.text_view import CHANGE, TextView
from followups.admin.words import stamp
from followups.mail.text import MailText, shipped_text
from followups.models import FollowupText


class RestoreView(AskView):
    """Back to the text that the product came with."""

    permission_required = CHANGE
    button = "Przywróć treść fabryczną"
    sentences = ("Temat, treść i napis na przycisku wrócą do tych, z którymi program przyszedł. Obecna treść zniknie.",)
    variant = "danger"
    row: FollowupText

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = FollowupText.objects.filter(pk=kwargs["text_id"]).first()
        if found is None:
            raise Http404
        self.row = found
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        return f"Przywrócić treść fabryczną: wiadomość {self.row.followup_number} z 3, język {self.row.get_language_display()}?"

    def back(self) -> str:
        return reverse("admin:followups_followuptext_change", args=[self.row.pk])

    def act(self) -> HttpResponse:
        shipped = shipped_text(self.row.followup_number, self.row.language)
        self.row.subject, self.row.body, self.row.button = shipped.subject, shipped.body, shipped.button
        self.row.save()
        self.model_admin.log_change(self.request, self.row, "Przywrócono treść fabryczną.")
        messages.success(self.request, "Treść fabryczna jest przywrócona.")
        return HttpResponseRedirect(self.back())


@admin.register(FollowupText)
class FollowupTextAdmin(ModelAdmin):
    """One text a mail and language, no more and no fewer: they are changed, not added or deleted."""

    list_display = ["which", "language_name", "subject", "origin", "changed"]
    list_display_links = ["which", "subject"]
    ordering = ["followup_number", Case(When(language="pl", then=0), default=1), "language"]
    list_before_template = "followups/admin/sending_state.html"
    sortable_by = ()
    actions = None

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        return (("<int:text_id>/fabryczna/", "followups_followuptext_restore", RestoreView.as_view(model_admin=self)),)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), **shown_state(request, timezone.now())})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return TextView.as_view(model_admin=self)(request, object_id=object_id)

    @display(description="Wiadomość")
    def which(self, text: FollowupText) -> str:
        return f"{text.followup_number} z 3"

    @display(description="Język")
    def language_name(self, text: FollowupText) -> str:
        return text.get_language_display()

    @display(description="Treść", label={"fabryczna": "info", "inna niż fabryczna": "warning"})
    def origin(self, text: FollowupText) -> str:
        saved = MailText(text.language, text.subject, text.body, text.button)
        return "fabryczna" if saved == shipped_text(text.followup_number, text.language) else "inna niż fabryczna"

    @display(description="Ostatnia zmiana")
    def changed(self, text: FollowupText) -> str:
        return stamp(text.updated_at)
