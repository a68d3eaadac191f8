"""The form where a person who has no link at hand says what should become of their data."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from consent.api.origin import origin_of
from consent.models.audit import Source
from consent.pages.language import page_language
from consent.pages.link_page import page
from consent.phrasebook import page_phrases
from consent.services.consent_revoke import consent_revoke
from consent.services.links import ERASE, EXPORT
from consent.services.marketing_unsubscribe import marketing_unsubscribe
from consent.services.person import Person
from consent.services.rodo_requests import rodo_link_send
from novahouse.privacy.email_address import InvalidEmail, normalise_email
from novahouse.web.rate_limit import rate_limited

_WITHDRAWING = {"unsubscribe": marketing_unsubscribe, "revoke": consent_revoke}
_MAILED = {"export": EXPORT, "erase": ERASE}
CHOICES = (*_WITHDRAWING, *_MAILED)


def too_many(request: HttpRequest) -> HttpResponse:
    language = page_language(request)
    return page(request, "consent/result_page.html", language, page_phrases("too_many", language), 429)


# Whoever can send this form can call the API: neither draws authority from a cookie, so there is nothing for CSRF to abuse.
@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(rate_limited("your-data", "PRIVACY_RATE_LIMIT", refuse=too_many), name="dispatch")
class YourDataPage(View):
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        language, choice = page_language(request), request.POST.get("choice", "")
        try:
            email = normalise_email(request.POST.get("email", ""))
        except InvalidEmail:
            return self._form(request, wrong="email")
        if choice not in CHOICES:
            return self._form(request, wrong="choice")
        if choice in _WITHDRAWING and not settings.UNSUBSCRIBE_ENABLED:
            return page(request, "consent/result_page.html", language, page_phrases("switched_off", language), 503)
        now = timezone.now()
        if choice in _WITHDRAWING:
            change: Callable[..., None] = _WITHDRAWING[choice]
            change(person=Person(email=email), origin=origin_of(request, Source.PAGE), reason=None, now=now)
        else:
            rodo_link_send(kind=_MAILED[choice], email=email, language=language, now=now)
        texts = page_phrases("your_data", language)
        return page(request, "consent/result_page.html", language, texts["done"][choice])

    def _form(self, request: HttpRequest, wrong: str | None = None) -> HttpResponse:
        language = page_language(request)
        context = {
            "texts": page_phrases("your_data", language),
            "wrong": wrong,
            "email": request.POST.get("email", "")[:320],
            "choice": request.POST.get("choice") or request.GET.get("choice") or "",
        }
        return page(request, "consent/your_data.html", language, context, 400 if wrong else 200)
