"""The start page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chatbot.services.shipped_knowledge import load_facts


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    facts = load_facts()
    phone = facts.get("contact.phone", "pl")
    return render(
        request,
        "novahouse/start.html",
        {
            "phone": phone,
            "phone_link": "tel:" + phone.replace(" ", ""),
            "email": facts.get("contact.email", "pl"),
            "hours_weekdays": facts.get("contact.hours_weekdays", "pl"),
            "hours_saturday": facts.get("contact.hours_saturday", "pl"),
            "booking_url": settings.BOOKING_URL,
        },
    )
