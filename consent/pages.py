"""Public pages on data protection."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chatbot.services.shipped_knowledge import load_facts


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    facts = load_facts()
    return render(
        request,
        "consent/privacy_notice.html",
        {
            "controller": facts.data["controller"],
            "company": facts.data["company"],
            "contact_email": facts.data["controller"]["privacy_contact"] or facts.get("contact.email", "pl"),
        },
    )
