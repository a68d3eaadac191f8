from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget

from chatbot.engine.compose.template import fill_answer, unknown_slots
from chatbot.engine.entries import LANGUAGES
from chatbot.engine.facts import PACKAGES, MissingFact
from chatbot.models import KnowledgeEntry
from chatbot.models.knowledge import CONTENT_FIELDS
from chatbot.services.shipped_knowledge import load_facts

ACTION_TYPES = ("book", "contact", "privacy", "unsubscribe")
_SUFFIXES = {"pl": "", "en": "_en", "uk": "_uk"}


class KnowledgeEntryForm(forms.ModelForm):
    """Refuses an answer whose placeholders cannot be filled: a visitor would never see it."""

    class Meta:
        model = KnowledgeEntry
        fields = ["slug", "active", *CONTENT_FIELDS]
        widgets = {
            name: UnfoldAdminTextareaWidget(attrs={"rows": rows})
            for name, rows in [("examples", 14), ("keywords", 6), ("answer", 6), ("package_answer", 5)]
        }

    def clean_package(self) -> str:
        package: str = self.cleaned_data["package"]
        if package and package not in PACKAGES:
            raise forms.ValidationError(f"Nie ma takiego pakietu. Możliwe: {', '.join(PACKAGES)}.")
        return package

    def clean_actions(self) -> list[str]:
        actions = self.cleaned_data["actions"] or []
        if not isinstance(actions, list) or any(action not in ACTION_TYPES for action in actions):
            raise forms.ValidationError(f"Podaj listę złożoną z: {', '.join(ACTION_TYPES)}.")
        return actions

    def clean_quick_replies(self) -> dict[str, list[str]]:
        replies = self.cleaned_data["quick_replies"] or {}
        well_formed = isinstance(replies, dict) and all(
            language in LANGUAGES and isinstance(texts, list) and all(isinstance(text, str) for text in texts)
            for language, texts in replies.items()
        )
        if not well_formed:
            raise forms.ValidationError('Podaj listy według języka, na przykład {"pl": ["Ile to potrwa?"]}.')
        return replies

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language, suffix in _SUFFIXES.items():
            for name in (f"answer{suffix}", f"package_answer{suffix}"):
                if problem := _problem(cleaned.get(name, ""), language, _example_package(name, cleaned)):
                    self.add_error(name, problem)
        return cleaned


def _example_package(name: str, cleaned: dict[str, Any]) -> str | None:
    """The package to try placeholders with: the entry's own, or for package answers one that has every fact."""
    return cleaned.get("package") or ("comfort" if name.startswith("package_answer") else None)


def _problem(template: str, language: str, package: str | None) -> str | None:
    if unknown := unknown_slots(template):
        return f"Nieznane warunki: {', '.join(sorted(unknown))}."
    try:
        text = fill_answer(template, load_facts(), language, {}, package).text
    except MissingFact as error:
        return f"Znacznika nie da się wypełnić: {error.placeholder}."
    return "Nawiasy klamrowe są tylko dla znaczników." if "{" in text or "}" in text else None
