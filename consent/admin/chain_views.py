from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from consent.admin.ask_view import AskView
from consent.admin.findings import in_polish
from consent.audit.anchors import BadAnchor
from consent.services.audit_anchor import audit_anchor
from consent.services.audit_verify import audit_verify


class _ChainView(AskView):
    permission_required = "consent.view_consentauditlog"

    def back(self) -> str:
        """The page that the button stood on, where it says so."""
        asked: str = self.request.GET.get("dalej", "")
        ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if asked and ours else reverse("admin:consent_consentauditlog_changelist")


class VerifyView(_ChainView):
    title = "Sprawdzić cały dziennik?"
    button = "Sprawdź cały dziennik"
    sentences = (
        "Każdy wiersz zostanie przeczytany od pierwszego do ostatniego, jego skrót policzony od nowa i porównany z zapisanym, "
        "a cały łańcuch z kotwicami zapisanymi poza bazą. Milion wierszy to kilkanaście sekund; dziennik działa w tym czasie "
        "normalnie.",
        "Wynik zostanie zapisany i będzie widoczny nad listą.",
    )

    def act(self) -> HttpResponse:
        outcome = audit_verify()
        if outcome.finding:
            messages.error(self.request, f"Dziennik jest naruszony. {in_polish(outcome.finding)}")
        else:
            messages.success(
                self.request,
                f"Dziennik jest nienaruszony. Sprawdzone wiersze: {outcome.rows}, porównane kotwice: {outcome.anchors}."
                + (f" Odtworzenia bazy z kopii: {len(outcome.restores)}." if outcome.restores else ""),
            )
        return HttpResponseRedirect(self.back())


class AnchorView(_ChainView):
    title = "Zakotwiczyć dziennik?"
    button = "Zakotwicz teraz"
    sentences = (
        "Liczba wierszy i skrót ostatniego z nich zostaną zapisane poza bazą danych. Od tej chwili wyjdzie na jaw także "
        "usunięcie wierszy z końca dziennika.",
    )

    def act(self) -> HttpResponse:
        try:
            anchor, place = audit_anchor(timezone.now())
        except BadAnchor as error:
            messages.error(self.request, f"Dziennik nie został zakotwiczony. {in_polish(str(error))}")
        else:
            messages.success(self.request, f"Zakotwiczono dziennik po wierszu {anchor.count}: {place}.")
        return HttpResponseRedirect(self.back())
