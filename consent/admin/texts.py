from typing import Any

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from unfold.decorators import action, display
from unfold.views import UnfoldModelAdminViewMixin

from consent.admin.text_form import LANGUAGES, TextForm
from consent.models import ConsentText
from consent.models.audit import Purpose
from consent.services.text_add import next_version, text_add
from novahouse.web.admin_filters import ChoiceFilter
from novahouse.web.admin_read_only import ReadOnlyAdmin


class NewTextView(UnfoldModelAdminViewMixin, FormView):
    """A new version in all languages at once, begun from the wording that holds now."""

    title = "Nowa wersja treści zgody"
    permission_required = ("consent.add_consenttext", "consent.view_consenttext")
    form_class = TextForm
    template_name = "consent/admin/text_new.html"

    def get_initial(self) -> dict[str, Any]:
        texts = ConsentText.objects.filter(purpose=self.purpose).order_by("pk")
        return {"purpose": self.purpose, **{text.language: text.text for text in texts}}

    @property
    def purpose(self) -> str:
        asked: str = self.request.GET.get("cel", "")
        return asked if asked in Purpose.values else Purpose.RODO

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(purposes=Purpose, chosen=self.purpose, version=next_version(self.purpose), **kwargs)

    def form_valid(self, form: TextForm) -> HttpResponse:
        try:
            version = text_add(
                purpose=form.cleaned_data["purpose"], texts={language: form.cleaned_data[language] for language in LANGUAGES}
            )
        except IntegrityError:
            messages.error(self.request, "Ktoś właśnie dodał nową wersję. Sprawdź ją, zanim dodasz swoją.")
        else:
            messages.success(self.request, f"Wersja {version} obowiązuje od teraz. Poprzednie wersje zostają bez zmian.")
        return HttpResponseRedirect(reverse("admin:consent_consenttext_changelist"))


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    list_display = ["purpose_name", "version", "language_name", "beginning", "created_at"]
    list_filter = [("purpose", ChoiceFilter), ("language", ChoiceFilter)]
    ordering = ["-id"]
    sortable_by = ()
    show_facets = admin.ShowFacets.NEVER
    actions_list = ["new_version"]
    fieldsets = [
        ("Treść", {"fields": ["text"]}),
        ("Wersja", {"fields": [("purpose_name", "version"), ("language_name", "created_at"), "hash"]}),
    ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        return (("nowa-wersja/", "consent_consenttext_new", NewTextView.as_view(model_admin=self)),)

    def has_new_version_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return request.user.has_perm("consent.add_consenttext")

    @action(description="Nowa wersja", url_path="dodaj", icon="add", permissions=["new_version"])
    def new_version(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:consent_consenttext_new")

    @display(description="Cel")
    def purpose_name(self, text: ConsentText) -> str:
        return text.get_purpose_display()

    @display(description="Język")
    def language_name(self, text: ConsentText) -> str:
        return text.get_language_display()

    @display(description="Początek")
    def beginning(self, text: ConsentText) -> str:
        return f"{text.text[:80]}…" if len(text.text) > 80 else text.text
