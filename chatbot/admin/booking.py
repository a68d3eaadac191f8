"""Whether the consultation is booked: what a talk and its lead show of it, and the buttons by which the team writes it down."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from unfold.admin import ModelAdmin
from unfold.dataclasses import UnfoldAction
from unfold.decorators import action, display

from chatbot.models import ChatConversation, Lead
from chatbot.services.booking_note import booking_note

BOOKING_ACTIONS = ("consultation_booked", "consultation_called_off")


@dataclass(frozen=True)
class _Note:
    """What is written down, in the words of the button, of the page that asks and of the log."""

    booked: bool
    question: str
    sentence: str
    button: str
    already: str


_BOOKED = _Note(
    booked=True,
    question="Konsultacja jest umówiona?",
    sentence="Klient nie dostanie wtedy wiadomości, które o niej przypominają.",
    button="Konsultacja umówiona",
    already="Ta konsultacja była już zapisana jako umówiona albo rozmowa jest zanonimizowana.",
)
_CALLED_OFF = _Note(
    booked=False,
    question="Konsultacja jest odwołana?",
    sentence="Jeśli klient zgodził się na wiadomości od nas, możemy mu znów o niej przypomnieć.",
    button="Konsultacja odwołana",
    already="Ta konsultacja nie była zapisana jako umówiona albo rozmowa jest zanonimizowana.",
)


class BookingActions(ModelAdmin):
    """For the pages of a conversation and of a lead. Name BOOKING_ACTIONS among `actions_detail`, and show `booking`."""

    @display(description="Konsultacja")
    def booking(self, shown: ChatConversation | Lead) -> str:
        booked_at = _talk(shown).booked_at
        return f"Umówiona, wiemy od {date_format(timezone.localtime(booked_at), 'j E Y, H:i')}" if booked_at else "Nieumówiona"

    def get_actions_detail(self, request: HttpRequest, object_id: int) -> list[UnfoldAction]:
        """Of the two buttons the one that would change something."""
        shown = self.get_object(request, str(object_id))
        done = None if shown is None else BOOKING_ACTIONS[0 if _talk(shown).booked_at else 1]
        offered = super().get_actions_detail(request, object_id)
        return [one for one in offered if done is None or not one.action_name.endswith(done)]

    def has_note_booking_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """A method and not the permission's name, which Unfold would look up in the database before `migrate` has made it."""
        return request.user.has_perm("chatbot.change_chatconversation")

    @action(description=_BOOKED.button, url_path="booked", permissions=["note_booking"])
    def consultation_booked(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._note(request, object_id, _BOOKED)

    @action(description=_CALLED_OFF.button, url_path="called-off", permissions=["note_booking"])
    def consultation_called_off(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._note(request, object_id, _CALLED_OFF)

    def _note(self, request: HttpRequest, object_id: str, note: _Note) -> HttpResponse:
        """Unfold's buttons are links, and a link must change nothing: GET asks, POST writes it down."""
        shown = self.get_object(request, object_id)
        if shown is None:
            raise Http404
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[shown.pk])
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": note.question,
                "model_admin": self,
                "opts": self.opts,
                "note": note,
                "back": back,
            }
            return render(request, "chatbot/admin/booking_note.html", context)
        if booking_note(_talk(shown).pk, booked=note.booked, now=timezone.now()):
            self.log_change(request, shown, f"{note.button}.")
            messages.success(request, f"Zapisane: {note.button.lower()}.")
        else:
            messages.warning(request, note.already)
        return HttpResponseRedirect(back)


def _talk(shown: ChatConversation | Lead) -> ChatConversation:
    return shown.conversation if isinstance(shown, Lead) else shown
