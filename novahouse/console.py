"""How the staff console looks (django-unfold): its name and colours. What its sidebar offers: novahouse.sidebar."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

_GREENS = {
    "50": "#eef6f4",
    "100": "#d5e9e4",
    "200": "#aed4cb",
    "300": "#7fb8ac",
    "400": "#52998b",
    "500": "#357d70",
    "600": "#27655a",
    "700": "#1f5149",
    "800": "#1a413b",
    "900": "#163531",
    "950": "#0a1f1d",
}


def _static(path: str) -> Callable[[HttpRequest], str]:
    return lambda request: static(path)


def console_look() -> dict[str, Any]:
    return {
        "SITE_TITLE": "NovaHouse Chat",
        "SITE_HEADER": "NovaHouse Chat",
        "SITE_SUBHEADER": "Konsola zespołu",
        "SITE_SYMBOL": "chat",
        "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("novahouse/icon.svg")}],
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_BACK_BUTTON": True,
        "STYLES": [_static("novahouse/console.css"), _static("consent/console.css"), _static("followups/console.css")],
        "COLORS": {"primary": _GREENS},
        "SIDEBAR": {
            "show_search": False,
            "show_all_applications": False,
            "navigation": "novahouse.sidebar.navigation",
        },
    }
