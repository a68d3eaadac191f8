from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from followups.admin.shown_mail import shown_mail
from followups.admin.text_form import TextForm
from followups.mail.placeholders import FACT_PLACEHOLDERS, TALK_PLACEHOLDERS, validate
from followups.mail.preview import preview_of_text
from followups.mail.text import MailText, shipped_text
from followups.models import FollowupText
from followups.services.trial_send import MOST_A_DAY, trial_send

CHANGE = "followups.change_followuptext"
_EXAMPLE = "anna.kowalska@example.pl"
_NO_ADDRESS = "Twoje konto nie ma adresu e-mail, więc próbny mail nie ma dokąd wyjść. Adres ustawia administrator."


class TextView(UnfoldModelAdminViewMixin, TemplateView):
    """A text and, beside it, the mail that comes of it: to be looked at and tried out before it is saved."""

    permission_required = "followups.view_followuptext"
    template_name = "followups/admin/text.html"
    row: FollowupText
    saved: MailText

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.has_permission():
            return self.handle_no_permission()
        found = self.model_admin.get_object(request, kwargs["object_id"])
        if found is None:
            raise Http404
        self.row = found
        self.saved = MailText(found.language, found.subject, found.body, found.button)  # a form changes its row before it saves
        self.may_change = request.user.has_perm(CHANGE)
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        return f"Wiadomość {self.row.followup_number} z 3, język {self.row.get_language_display()}"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.shown(TextForm(instance=self.row), self.saved)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may only look can have the saved text mailed to themselves."""
        if not self.may_change:
            self.send(self.saved)
            return HttpResponseRedirect(request.path)
        form = TextForm(request.POST, instance=self.row)
        if not form.is_valid():
            return self.shown(form, None)
        if "save" in request.POST:
            form.save()
            self.model_admin.log_change(request, self.row, "Zmieniono treść.")
            messages.success(request, "Treść jest zapisana. Od teraz wychodzi w tej postaci.")
            return HttpResponseRedirect(request.path)
        if "send" in request.POST:
            self.send(form.written())
        return self.shown(form, form.written(), unsaved=form.has_changed())

    def send(self, text: MailText) -> None:
        request, user = self.request, cast(User, self.request.user)
        email = user.email
        if not email:
            messages.error(request, _NO_ADDRESS)
        elif validate(text):
            messages.error(request, "Tej treści nie da się wysłać, dopóki jest w niej błąd.")
        elif trial_send(text=text, user_id=user.pk, email=email, now=timezone.now()):
            messages.success(request, f"Próbna wiadomość za chwilę będzie w skrzynce {email}.")
        else:
            messages.error(request, f"Jednego dnia można wysłać najwyżej {MOST_A_DAY} próbnych wiadomości. Spróbuj jutro.")

    def shown(self, form: TextForm, text: MailText | None, *, unsaved: bool = False) -> HttpResponse:
        shipped = shipped_text(self.row.followup_number, self.row.language)
        problems = validate(text) if text else []
        mail = shown_mail(preview_of_text(text), _EXAMPLE, timezone.now()) if text and not problems else None
        context = {
            "form": form,
            "problems": problems,
            "mail": mail,
            "unsaved": unsaved,
            "may_change": self.may_change,
            "is_shipped": self.saved == shipped,
            "placeholders": [("Z rozmowy", TALK_PLACEHOLDERS.items()), ("O firmie", FACT_PLACEHOLDERS.items())],
            "own_address": cast(User, self.request.user).email,
            "restore": reverse("admin:followups_followuptext_restore", args=[self.row.pk]),
            "back": reverse("admin:followups_followuptext_changelist"),
        }
        return self.render_to_response(self.get_context_data(**context))
