"""The page behind a signed link: GET shows what will happen and one button, POST does it.

Its authority is the token alone: no cookie, no CSRF token, no script; an empty body will do, and so will the one that mail
programs send for List-Unsubscribe (RFC 8058). GET and HEAD change nothing, since mail scanners follow every link. POSTs are
limited by token, since mail providers send those of all their users from a few addresses.
"""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from consent.api.origin import origin_of
from consent.models.audit import Source
from consent.pages.language import page_language
from consent.phrasebook import page_phrases
from consent.services.links import BadLink, LinkKind
from consent.services.origin import Origin
from novahouse.web.rate_limit import count_request


def page(request: HttpRequest, template: str, language: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that is kept nowhere, indexed nowhere, and tells no other site where the visitor came from."""
    response = render(request, template, {**context, "language": language}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@method_decorator(csrf_exempt, name="dispatch")
class LinkPage(View):
    """`phrases` names the page's texts; `switchable`: UNSUBSCRIBE_ENABLED=false closes it."""

    kind: ClassVar[LinkKind]
    phrases: ClassVar[str]
    switchable: ClassVar[bool] = False
    template: ClassVar[str] = "consent/link_page.html"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.now = timezone.now()
        token = kwargs.pop("token").rstrip("/")
        try:
            about = self.kind.read(token, self.now)
        except BadLink:
            return self.bad_link()
        self.language = page_language(request, about.get("l", "pl"))
        if self.switchable and not settings.UNSUBSCRIBE_ENABLED:
            return self.say("switched_off", status=503)
        if request.method == "POST" and (wait := _wait_before(token)):
            refusal = self.say("too_many", status=429)
            refusal.headers["Retry-After"] = str(wait)
            return refusal
        response = super().dispatch(request, *args, about=about, **kwargs)
        return response if isinstance(response, HttpResponse) else HttpResponse(status=405)

    def get(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        return page(request, self.template, self.language, {**self.texts(about)["ask"], **self.context(about)})

    def post(self, request: HttpRequest, about: dict[str, Any]) -> HttpResponse:
        raise NotImplementedError

    def texts(self, about: dict[str, Any]) -> dict[str, Any]:
        """What the page says before the button is pressed (`ask`) and after it (`done`)."""
        return page_phrases(self.phrases, self.language, **self.values(about))

    def values(self, about: dict[str, Any]) -> dict[str, object]:
        """What fills the {placeholders} of the page's texts."""
        return {}

    def context(self, about: dict[str, Any]) -> dict[str, Any]:
        """What the page shows beside its texts."""
        return {}

    @property
    def origin(self) -> Origin:
        return origin_of(self.request, Source.MAIL_LINK)

    def done(self, about: dict[str, Any], **more: Any) -> HttpResponse:
        return page(self.request, "consent/result_page.html", self.language, {**self.texts(about)["done"], **more})

    def say(self, phrases: str, status: int = 200) -> HttpResponse:
        texts = page_phrases(phrases, self.language)
        return page(self.request, "consent/result_page.html", self.language, texts, status)

    def bad_link(self) -> HttpResponse:
        """One and the same for garbage, a part of a token, a token for something else, and one that has expired."""
        self.language = page_language(self.request)
        return self.say("bad_link", status=404)


def _wait_before(token: str) -> int:
    """Seconds until a link may be used again; 0 where it may be used now."""
    if not settings.RATE_LIMIT_ENABLED:
        return 0
    usage = count_request("link", settings.PRIVACY_RATE_LIMIT, hashlib.sha256(token.encode()).hexdigest())
    return usage.seconds_left if usage.exceeded else 0
