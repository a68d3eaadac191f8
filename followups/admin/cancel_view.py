from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from consent.admin.ask_view import AskView
from followups.admin import words
from followups.admin.forecast_view import CANCEL, SEE_PLAN
from followups.admin.line import can_be_cancelled
from followups.admin.one_mail import PLAN, OneMail
from followups.admin.visible import called, sees_people
from followups.models import FollowupEvent
from followups.services.cancel import followup_cancel
from followups.services.planned import planned_mails

_TOO_LATE = "Tej wiadomości nie można już anulować: wyszła, właśnie wychodzi albo i tak nie wyjdzie."


class CancelView(OneMail, AskView):
    permission_required = (SEE_PLAN, CANCEL)
    button = "Anuluj wiadomość"
    variant = "danger"

    @property
    def title(self) -> str:
        return f"Anulować wiadomość {self.number} z 3?"

    def back(self) -> str:
        return reverse(PLAN)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        planned = next(iter(planned_mails([(self.conversation, self.number)], now)), None)
        if planned is None or not can_be_cancelled(planned):
            return self.to_the_plan(_TOO_LATE)
        when = "przy najbliższej wysyłce" if planned.goes_at <= now else words.day_and_hour(planned.goes_at, now)
        who = called(self.conversation, sees_people=sees_people(request))
        self.sentences = (
            f"Odbiorca: {who}. Termin: {when}.",
            "Ta wiadomość nie wyjdzie już nigdy, nawet jeśli klient znów napisze. Pozostałe zostają w planie.",
        )
        return super().get(request, *args, **kwargs)

    def act(self) -> HttpResponse:
        user = self.request.user.get_username()
        done = followup_cancel(conversation_id=self.conversation.pk, number=self.number, by=user, now=timezone.now())
        if not done:
            return self.to_the_plan(_TOO_LATE)
        event = FollowupEvent.objects.get(conversation=self.conversation, followup_number=self.number)
        self.model_admin.log_change(self.request, event, "Anulowano ręcznie.")
        messages.success(self.request, f"Wiadomość {self.number} z 3 jest anulowana i nie wyjdzie.")
        return self.to_the_plan()
