from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from consent.admin.ask_view import AskView
from followups.admin.one_mail import PLAN
from followups.admin.sending_state import PAUSE
from followups.models import FollowupPause
from followups.services.pause import sending_pause, sending_resume


class _Switch(AskView):
    permission_required = PAUSE

    def back(self) -> str:
        """The plan, for whoever may see it: the switch may be somebody's only right here."""
        sees_plan = self.request.user.has_perm("followups.view_followupevent")
        return reverse(PLAN if sees_plan else "admin:index")

    def done(self, changed: bool, noted: str, said: str) -> HttpResponse:
        if changed:
            self.model_admin.log_change(self.request, FollowupPause(), noted)
            messages.success(self.request, said)
        else:
            messages.info(self.request, "Ktoś zrobił to już wcześniej.")
        return HttpResponseRedirect(self.back())


class PauseView(_Switch):
    title = "Wstrzymać wysyłkę wiadomości po rozmowach?"
    button = "Wstrzymaj wysyłkę"
    variant = "danger"
    sentences = (
        "Od tej chwili nie wyjdzie żadna wiadomość po rozmowie, do nikogo. Potwierdzenia zgód, zawiadomienia i leady wychodzą "
        "jak dotąd.",
        "Terminy biegną dalej: wiadomość, której pora minie w czasie przerwy, przepada i nie wyjdzie po wznowieniu.",
    )

    def act(self) -> HttpResponse:
        changed = sending_pause(user_id=self.request.user.pk, now=timezone.now())
        return self.done(changed, "Wstrzymano wysyłkę.", "Wysyłka jest wstrzymana.")


class ResumeView(_Switch):
    title = "Wznowić wysyłkę wiadomości po rozmowach?"
    button = "Wznów wysyłkę"
    sentences = (
        "Wiadomości, których pora nadeszła i nie minęła, wyjdą przy najbliższej wysyłce. Do nikogo nie wyjdą dwie naraz.",
    )

    def act(self) -> HttpResponse:
        return self.done(sending_resume(), "Wznowiono wysyłkę.", "Wysyłka działa.")
