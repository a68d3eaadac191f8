"""How the staff console looks (django-unfold): its name, colours and sidebar."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

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


def _may_view(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _list_of(title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    """A sidebar entry that leads to a model's list, shown to whoever may view it."""
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _may_view(f"{app}.view_{model}"),
    }


def console_look() -> dict[str, Any]:
    return {
        "SITE_TITLE": "NovaHouse Chat",
        "SITE_HEADER": "NovaHouse Chat",
        "SITE_SUBHEADER": "Konsola zespołu",
        "SITE_SYMBOL": "chat",
        "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _static("novahouse/icon.svg")}],
        "SHOW_VIEW_ON_SITE": False,
        "SHOW_BACK_BUTTON": True,
        "STYLES": [_static("novahouse/console.css")],
        "COLORS": {"primary": _GREENS},
        "SIDEBAR": {
            "show_search": False,
            "show_all_applications": False,
            "navigation": [
                {
                    "title": "Sprzedaż",
                    "items": [
                        _list_of("Rozmowy", "forum", "chatbot", "chatconversation"),
                        _list_of("Leady", "person_add", "chatbot", "lead"),
                    ],
                },
                {"title": "Asystent", "items": [_list_of("Baza wiedzy", "menu_book", "chatbot", "knowledgeentry")]},
                {
                    "title": "Administracja",
                    "items": [
                        _list_of("Użytkownicy", "group", "auth", "user"),
                        _list_of("Grupy", "groups", "auth", "group"),
                        _list_of("Historia zadań", "schedule", "django_apscheduler", "djangojobexecution"),
                    ],
                },
            ],
        },
    }
