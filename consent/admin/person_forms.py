from django import forms
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from consent.models.request import Channel
from novahouse.privacy.email_address import InvalidEmail, normalise_email


class EmailField(forms.CharField):
    """An e-mail address, normalised."""

    widget = UnfoldAdminEmailInputWidget

    def clean(self, value: object) -> str:
        written: str = super().clean(value)
        if not written:
            return written
        try:
            return normalise_email(written)
        except InvalidEmail as error:
            raise forms.ValidationError("To nie jest poprawny adres e-mail.") from error


class PersonForm(forms.Form):
    email = EmailField(label="Adres e-mail")


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Treść", max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}), help_text="Trafi do dziennika zgód."
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Powód",
        max_length=500,
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text="Trafi do dziennika zgód.",
    )


class EraseForm(forms.Form):
    channel = forms.ChoiceField(
        label="Jak wpłynął wniosek",
        choices=[(channel, channel.label) for channel in Channel if channel != Channel.PAGE],
        widget=UnfoldAdminSelectWidget,
    )
    verified = forms.BooleanField(
        label="Tożsamość tej osoby jest potwierdzona",
        error_messages={"required": "Bez potwierdzenia tożsamości danych się nie usuwa (art. 12 ust. 6 RODO)."},
    )
