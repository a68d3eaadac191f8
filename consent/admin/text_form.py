from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from consent.models.audit import Purpose

LANGUAGES = {"pl": "Po polsku", "en": "Po angielsku", "uk": "Po ukraińsku"}


class TextForm(forms.Form):
    """A wording in every language: a version in one alone would leave the others agreeing to something else."""

    purpose = forms.ChoiceField(label="Cel", choices=Purpose.choices, widget=forms.HiddenInput)
    pl = forms.CharField(label=LANGUAGES["pl"], widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))
    en = forms.CharField(label=LANGUAGES["en"], widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))
    uk = forms.CharField(label=LANGUAGES["uk"], widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}))
