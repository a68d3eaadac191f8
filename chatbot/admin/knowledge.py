from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from chatbot.admin.knowledge_form import KnowledgeEntryForm
from chatbot.admin.preview import PreviewView, filled_answers
from chatbot.models import KnowledgeEntry


@admin.register(KnowledgeEntry)
class KnowledgeEntryAdmin(ModelAdmin):
    form = KnowledgeEntryForm
    list_display = ["title", "slug", "active", "version", "origin", "updated_at"]
    list_filter = ["active"]
    search_fields = ["title", "slug", "examples", "answer"]
    list_per_page = 100
    actions = None
    actions_list = ["ask_assistant"]
    readonly_fields = ["filled", "version", "updated_at", "origin"]
    warn_unsaved_form = True
    fieldsets = [
        (None, {"fields": [("title", "active"), "filled"]}),
        ("Odpowiedź", {"classes": ["tab"], "fields": ["answer", "package_answer"]}),
        ("Pytania klientów", {"classes": ["tab"], "fields": ["examples", "keywords"]}),
        (
            "Po angielsku",
            {"classes": ["tab"], "fields": ["title_en", "answer_en", "package_answer_en"]},
        ),
        (
            "Po ukraińsku",
            {"classes": ["tab"], "fields": ["title_uk", "answer_uk", "package_answer_uk"]},
        ),
        (
            "Ustawienia",
            {
                "classes": ["tab"],
                "fields": ["slug", "topic", "package", "quick_replies", "actions", ("version", "updated_at"), "origin"],
            },
        ),
    ]

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        return (("zapytaj/", "chatbot_knowledgeentry_preview", PreviewView.as_view(model_admin=self)),)

    def get_readonly_fields(self, request: HttpRequest, obj: KnowledgeEntry | None = None) -> list[str]:
        return [*self.readonly_fields, "slug"] if obj else self.readonly_fields

    def has_delete_permission(self, request: HttpRequest, obj: KnowledgeEntry | None = None) -> bool:
        """A shipped entry is switched off, not deleted: the next load would bring it back."""
        return super().has_delete_permission(request, obj) and (obj is None or not obj.shipped_hash)

    @action(description="Zapytaj asystenta", url_path="ask", icon="chat")
    def ask_assistant(self, request: HttpRequest) -> HttpResponse:
        return redirect("admin:chatbot_knowledgeentry_preview")

    @display(description="Treść", label={"z pliku": "info", "zmieniona przez zespół": "warning", "własna": "success"})
    def origin(self, entry: KnowledgeEntry) -> str:
        if not entry.shipped_hash:
            return "własna"
        return "zmieniona przez zespół" if entry.edited_by_staff else "z pliku"

    @display(description="Podgląd")
    def filled(self, entry: KnowledgeEntry) -> SafeString:
        return render_to_string("chatbot/admin/filled_answers.html", {"answers": filled_answers(entry)})
