from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from followups.mail.placeholders import validate
from followups.mail.text import MailText
from followups.models import FollowupText


class TextForm(forms.ModelForm):
    """Refuses what could not go out, and says why in whole sentences."""

    class Meta:
        model = FollowupText
        fields = ["subject", "body", "button"]
        widgets = {
            "subject": UnfoldAdminTextInputWidget,
            "body": UnfoldAdminTextareaWidget(attrs={"rows": 18}),
            "button": UnfoldAdminTextInputWidget,
        }

    def clean_body(self) -> str:
        return "\n".join(self.cleaned_data["body"].splitlines())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for problem in validate(self.written()):
                self.add_error(None, problem)
        return cleaned

    def written(self) -> MailText:
        """What stands in the form, saved or not."""
        return MailText(self.instance.language, *(self.cleaned_data[name] for name in ("subject", "body", "button")))
