from django.http import HttpRequest

from consent.phrasebook import LANGUAGES


def page_language(request: HttpRequest, default: str = "pl") -> str:
    """What ?lang= asks for, else `default`."""
    asked = request.GET.get("lang", default)
    return asked if asked in LANGUAGES else "pl"
