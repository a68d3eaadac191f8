"""The one shape of an error: `{"error": "<one sentence>", "code": "<snake_case>"}`, and `"fields"` where input was wrong.

No traceback, exception text or SQL ever reaches a client; what happened stands in the log.
"""

import logging
import sys
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from rest_framework import exceptions, status
from rest_framework.response import Response

from novahouse.web.json_body import PayloadTooLarge
from novahouse.web.request_id import current_request_id
from novahouse.web.unavailable import is_unavailability

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5  # how long a client is asked to wait for a database that is away


class Refusal(exceptions.APIException):
    """An error of our own, whose detail is a sentence for the client."""


class Busy(Refusal):
    """More than can be done at once; trying again helps."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "Too many messages at once; please try again."
    default_code = "busy"


class AuthenticationRequired(Refusal):
    """Who asks has not shown that they may know. The same for everybody: not even whether there is anything to know."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = "Authentication is required."
    default_code = "authentication_required"


# Anything of the API's framework that can go wrong before a view's own code, and what a client reads of it.
_KNOWN: dict[type[exceptions.APIException], tuple[str, str]] = {
    exceptions.ParseError: ("malformed_json", "The body is not valid JSON in UTF-8."),
    PayloadTooLarge: ("payload_too_large", PayloadTooLarge.default_detail),
    exceptions.UnsupportedMediaType: ("unsupported_media_type", "Send the body as application/json."),
    exceptions.MethodNotAllowed: ("method_not_allowed", "This address does not accept that method."),
    exceptions.NotFound: ("not_found", "There is nothing at this address."),
}


# The contract fixes these bodies to the letter: a refusal for want of proof is the same for everybody.
_WITHOUT_ID = {status.HTTP_401_UNAUTHORIZED, status.HTTP_429_TOO_MANY_REQUESTS}


def error_response(status_code: int, code: str, sentence: str) -> JsonResponse:
    return JsonResponse(_body(status_code, code, sentence), status=status_code)


def _body(status_code: int, code: str, sentence: str, **more: Any) -> dict[str, Any]:
    body = {"error": sentence, "code": code, **more}
    return body if status_code in _WITHOUT_ID else {**body, "request_id": current_request_id()}


def exception_handler(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's hook. What it does not know becomes Django's 500, and so `server_error`."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    if isinstance(exception, exceptions.ValidationError):
        sentence, fields = "Some fields are missing or wrong.", _fields(exception.detail)
        return Response(_body(exception.status_code, "validation_error", sentence, fields=fields), status=exception.status_code)
    if not isinstance(exception, exceptions.APIException):
        return None
    written = exception.detail if isinstance(exception, Refusal) else exception.default_detail
    code, sentence = _KNOWN.get(type(exception), (exception.default_code, str(written)))
    return Response(_body(exception.status_code, code, sentence), status=exception.status_code)


def _fields(detail: Any) -> dict[str, list[str]]:
    if not isinstance(detail, dict):
        return {"body": [str(message) for message in detail]}
    named = {"body" if field == "non_field_errors" else str(field): messages for field, messages in detail.items()}
    return {field: [str(message) for message in messages] for field, messages in named.items()}


# Django's own error views (handler400 and the rest in novahouse.urls): JSON under /api/, a page elsewhere.

_PAGES = {
    status.HTTP_400_BAD_REQUEST: ("bad_request", "The request is not valid.", "Tego zapytania nie da się obsłużyć"),
    status.HTTP_403_FORBIDDEN: ("forbidden", "This is not allowed.", "Do tej strony nie ma dostępu"),
    status.HTTP_404_NOT_FOUND: ("not_found", "There is nothing at this address.", "Nie ma takiej strony"),
    status.HTTP_500_INTERNAL_SERVER_ERROR: ("server_error", "Something went wrong on our side.", "Coś poszło nie tak"),
    status.HTTP_503_SERVICE_UNAVAILABLE: ("unavailable", "For the moment this does not work; try again.", "Krótka przerwa"),
}


def _answer(request: HttpRequest, status_code: int) -> HttpResponse:
    code, sentence, title = _PAGES[status_code]
    if request.path.startswith("/api/"):
        return error_response(status_code, code, sentence)
    return render(request, "novahouse/error.html", {"title": title, "status": status_code}, status=status_code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception. A database that is away for a while is a 503, said in one log line."""
    exception = sys.exc_info()[1]
    if not is_unavailability(exception):
        return _answer(request, 500)
    reason = next(iter(str(exception).splitlines()), "")  # the further lines may tell values
    logger.error("The database is unavailable: %s: %s", type(exception).__name__, reason)
    response = _answer(request, 503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response._has_been_logged = True  # type: ignore[attr-defined]  # a traceback a request would bury the line
    return response
