from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminTextareaWidget

from consent.admin.person_forms import EmailField
from consent.models import DataSubjectRequest
from consent.models.request import RequestState


class RequestForm(forms.ModelForm):
    """A request that came by post, e-mail, telephone or in person, and what is changed about it later."""

    email = EmailField(
        label="E-mail", required=False, help_text="Adres, pod którym mamy dane tej osoby. Pisownia zostanie ujednolicona."
    )

    class Meta:
        model = DataSubjectRequest
        fields = ["kind", "channel", "received_at", "email", "verified", "state", "note"]
        widgets = {"note": UnfoldAdminTextareaWidget(attrs={"rows": 4})}

    def clean_email(self) -> str | None:
        return self.cleaned_data["email"] or None

    def clean_received_at(self) -> datetime:
        received_at: datetime = self.cleaned_data["received_at"]
        if received_at > timezone.now():
            raise forms.ValidationError("Wniosek nie mógł wpłynąć w przyszłości.")
        return received_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        state, explained = cleaned.get("state"), bool(cleaned.get("note", "").strip())
        if state == RequestState.REFUSED and not explained:
            self.add_error("note", "Odmowa wymaga uzasadnienia (art. 12 ust. 4 RODO).")
        if state == RequestState.DONE and not explained and not self.instance.report:
            self.add_error("note", "Najpierw wykonaj wniosek przyciskiem albo napisz w notatce, jak go załatwiono.")
        if self.instance.report and state != self.instance.state:
            self.add_error("state", "Wniosek został już wykonany i ma sprawozdanie: jego stan się nie zmieni.")
        return cleaned
