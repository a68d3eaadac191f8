"""Trying the assistant out: a typed question, the answer a visitor would get, and why."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.views.generic import FormView
from unfold.views import UnfoldModelAdminViewMixin
from unfold.widgets import UnfoldAdminTextInputWidget

from chatbot.engine.compose.template import fill_answer
from chatbot.engine.facts import MissingFact
from chatbot.engine.memory import Memory
from chatbot.models import KnowledgeEntry
from chatbot.services.knowledge_index import newest_assistant
from chatbot.services.shipped_knowledge import load_facts


class QuestionForm(forms.Form):
    question = forms.CharField(label="Pytanie klienta", max_length=2000, widget=UnfoldAdminTextInputWidget)


class PreviewView(UnfoldModelAdminViewMixin, FormView):
    title = "Zapytaj asystenta"
    permission_required = "chatbot.view_knowledgeentry"
    form_class = QuestionForm
    template_name = "chatbot/admin/preview.html"

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **_answered(form.cleaned_data["question"])))


def _answered(question: str) -> dict[str, Any]:
    """The answer from the knowledge base as it is saved at this moment, as at the start of a talk."""
    assistant = newest_assistant()
    understood = assistant.understand(question)
    answer = assistant.answer(understood, Memory())
    return {
        "answer": answer,
        "sources": [(entry, entry.titles["pl"]) for entry in answer.sources],
        "given": understood.slots.values,
        "rankings": [
            {"clause": ranking.clause, "labels": [(label, round(100 * share)) for label, share in ranking.labels]}
            for ranking in understood.rankings
        ],
    }


@dataclass(frozen=True)
class FilledAnswer:
    heading: str
    text: str
    problem: str = ""


def filled_answers(entry: KnowledgeEntry) -> list[FilledAnswer]:
    """An entry's answers with the facts filled in, as a visitor reads them; the one for a package as for Comfort."""
    package = entry.package or "comfort"
    templates = [
        ("Po polsku", "pl", entry.answer, entry.package or None),
        ("Po polsku, dla pakietu", "pl", entry.package_answer, package),
        ("Po angielsku", "en", entry.answer_en, entry.package or None),
        ("Po ukraińsku", "uk", entry.answer_uk, entry.package or None),
    ]
    return [_filled(heading, language, template, chosen) for heading, language, template, chosen in templates if template]


def _filled(heading: str, language: str, template: str, package: str | None) -> FilledAnswer:
    try:
        return FilledAnswer(heading, fill_answer(template, load_facts(), language, {}, package).text)
    except MissingFact as error:
        return FilledAnswer(heading, "", error.placeholder)
