from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin


class AskView(UnfoldModelAdminViewMixin, TemplateView):
    """A button of the console is a link, and a link must change nothing: GET asks, POST acts."""

    template_name = "consent/admin/ask.html"
    button: str
    sentences: tuple[str, ...] = ()
    variant = "primary"

    def act(self) -> HttpResponse:
        raise NotImplementedError

    def back(self) -> str:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.act()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            button=self.button, sentences=self.sentences, variant=self.variant, back=self.back(), **kwargs
        )
