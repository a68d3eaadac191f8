from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import action, display

from chatbot.admin.booking import BOOKING_ACTIONS, BookingActions
from chatbot.admin.facts import given_facts
from chatbot.admin.restricted import sees_restricted
from chatbot.admin.search import HELP_TEXT, search
from chatbot.models import ChatConversation
from chatbot.services.conversation_read import conversation_end, conversation_messages
from novahouse.web.admin_paging import LargeTableAdmin


class RecentFilter(admin.SimpleListFilter):
    title = "ostatnia wiadomość"
    parameter_name = "okres"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "Ostatnia doba"), ("7", "Ostatnie 7 dni"), ("30", "Ostatnie 30 dni")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ChatConversation]) -> QuerySet[ChatConversation]:
        if self.value() not in ("1", "7", "30"):
            return queryset
        return queryset.filter(last_message_at__gte=timezone.now() - timedelta(days=int(self.value() or 0)))


@admin.register(ChatConversation)
class ChatConversationAdmin(BookingActions, LargeTableAdmin):
    list_display = ["visitor", "city", "facts", "language", "consents", "last_message_at", "state"]
    list_filter = [RecentFilter]
    ordering = ["-last_message_at", "-id"]
    search_fields = ["email"]
    search_help_text = HELP_TEXT
    actions = None
    actions_detail = ["end_conversation", *BOOKING_ACTIONS]
    fieldsets = [
        ("Rozmowa", {"fields": ["transcript"]}),
        ("Klient", {"fields": [("name", "city"), ("email", "phone"), ("facts", "consents")]}),
        (
            "Przebieg",
            {
                "fields": [
                    ("started_at", "last_message_at"),
                    ("state", "language"),
                    ("booking", "anonymised_at"),
                    "session_start",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChatConversation]:
        """Lists, search, pages and buttons all begin here: what is restricted is not there for sales."""
        found = super().get_queryset(request)
        return found if sees_restricted(request) else found.filter(restricted_at__isnull=True)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return search(queryset, search_term, "session_id")

    # What a conversation says is never edited; erasing it is the data-protection officer's procedure, not a button here.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Klient", ordering=None)
    def visitor(self, conversation: ChatConversation) -> str:
        return conversation.name or conversation.email or conversation.phone or f"Rozmowa {conversation.pk}"

    @display(description="Ustalenia")
    def facts(self, conversation: ChatConversation) -> str:
        return given_facts(conversation)

    @display(description="Zgody")
    def consents(self, conversation: ChatConversation) -> str:
        given = [name for name, yes in _consents(conversation) if yes]
        return ", ".join(given) or "–"

    @display(description="Stan", label={"trwa": "success", "zakończona": "info"})
    def state(self, conversation: ChatConversation) -> str:
        return "zakończona" if conversation.has_ended(timezone.now()) else "trwa"

    @display(description="Identyfikator sesji")
    def session_start(self, conversation: ChatConversation) -> str:
        """Enough to recognise it by: whoever has all of it speaks for the visitor."""
        return f"{str(conversation.session_id)[:8]}…"

    @display(description="Zapis rozmowy")
    def transcript(self, conversation: ChatConversation) -> SafeString:
        return render_to_string("chatbot/admin/transcript.html", {"messages": conversation_messages(conversation)})

    def has_end_conversation_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        """A method and not the permission's name, which Unfold would look up in the database before `migrate` has made it."""
        return request.user.has_perm("chatbot.change_chatconversation")

    @action(description="Zakończ rozmowę", url_path="end", permissions=["end_conversation"])
    def end_conversation(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Unfold's buttons are links, and a link must change nothing: GET asks, POST ends."""
        conversation = get_object_or_404(self.get_queryset(request), pk=object_id)
        back = reverse("admin:chatbot_chatconversation_change", args=[object_id])
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": "Zakończyć tę rozmowę?",
                "model_admin": self,
                "opts": self.opts,
                "back": back,
            }
            return render(request, "chatbot/admin/end_conversation.html", context)
        conversation_end(conversation.session_id, timezone.now())
        messages.success(request, "Rozmowa została zakończona. Kolejna wiadomość klienta rozpocznie nową.")
        return HttpResponseRedirect(back)


def _consents(conversation: ChatConversation) -> list[tuple[str, bool]]:
    return [("RODO", conversation.rodo_consent), ("marketing", conversation.marketing_consent)]
