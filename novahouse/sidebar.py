"""What the console's sidebar offers: to each person the lists they may see."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from consent.models import DataSubjectRequest

_MOST_COUNTED = 99


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "title": "Sprzedaż",
            "items": [
                _list_of(request, "Rozmowy", "forum", "chatbot", "chatconversation"),
                _list_of(request, "Leady", "person_add", "chatbot", "lead"),
            ],
        },
        {"title": "Wiadomości po rozmowach", "items": _followups(request)},
        {"title": "Asystent", "items": [_list_of(request, "Baza wiedzy", "menu_book", "chatbot", "knowledgeentry")]},
        {"title": "Ochrona danych", "items": _data_protection(request)},
        {
            "title": "Administracja",
            "items": [
                _list_of(request, "Wiadomości wychodzące", "outgoing_mail", "integrations", "outboxmessage"),
                _list_of(request, "Bezpieczniki", "electric_bolt", "integrations", "breakerstate"),
                _list_of(request, "Użytkownicy", "group", "auth", "user"),
                _list_of(request, "Grupy", "groups", "auth", "group"),
                _list_of(request, "Zadania w tle", "event_repeat", "django_apscheduler", "djangojob"),
                _list_of(request, "Historia zadań", "schedule", "django_apscheduler", "djangojobexecution"),
            ],
        },
    ]


def _followups(request: HttpRequest) -> list[dict[str, Any]]:
    events = _list_of(request, "Wysłane i anulowane", "mark_email_read", "followups", "followupevent")
    planned = reverse("admin:followups_followupevent_plan")
    plan = {**events, "title": "Plan wysyłki", "icon": "schedule_send", "link": planned}
    plan["active"] = request.path.startswith(planned)
    events["active"] = request.path.startswith(events["link"]) and not plan["active"]
    return [plan, events, _list_of(request, "Treści wiadomości", "edit_note", "followups", "followuptext")]


def _data_protection(request: HttpRequest) -> list[dict[str, Any]]:
    trail = _list_of(request, "Dziennik zgód", "verified_user", "consent", "consentauditlog")
    search = reverse("admin:consent_consentauditlog_person_search")
    person = {**trail, "title": "Osoba", "icon": "person_search", "link": search}
    person["active"] = request.path.startswith(search)
    trail["active"] = request.path.startswith(trail["link"]) and not person["active"]
    requests = _list_of(request, "Wnioski", "assignment", "consent", "datasubjectrequest")
    if _may_view(request, "consent", "datasubjectrequest"):
        requests |= _overdue_badge()
    return [
        trail,
        person,
        requests,
        _list_of(request, "Treści zgód", "contract", "consent", "consenttext"),
        _list_of(request, "Wycofania zgód", "undo", "consent", "revocation"),
        _list_of(request, "Adresy bez wiadomości", "unsubscribe", "consent", "suppression"),
        _list_of(request, "Rejestr retencji", "auto_delete", "consent", "retentionledger"),
        _list_of(request, "Sprawdzenia dziennika", "fact_check", "consent", "auditverification"),
    ]


def _list_of(request: HttpRequest, title: str, icon: str, app: str, model: str) -> dict[str, Any]:
    """An entry that leads to a model's list, shown to whoever may view it."""
    may_view = _may_view(request, app, model)
    link = reverse(f"admin:{app}_{model}_changelist")
    return {"title": title, "icon": icon, "link": link, "permission": lambda _: may_view}


def _may_view(request: HttpRequest, app: str, model: str) -> bool:
    return request.user.has_perm(f"{app}.view_{model}")


def _overdue_badge() -> dict[str, str]:
    """How many requests are overdue; nothing where none is. A few index entries are read, however many rows there are."""
    overdue = DataSubjectRequest.objects.overdue(timezone.localdate()).values_list("pk", flat=True)
    number = len(overdue[: _MOST_COUNTED + 1])
    shown = str(number) if number <= _MOST_COUNTED else f"{_MOST_COUNTED}+"
    return {"badge": shown, "badge_style": "solid"} if number else {}
