"""The privacy notice (RODO art. 13)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chatbot.services.shipped_knowledge import load_facts
from consent.pages.language import page_language
from consent.phrasebook import contact_email


@require_safe
def privacy_notice(request: HttpRequest) -> HttpResponse:
    facts = load_facts()
    return render(
        request,
        "consent/privacy_notice.html",
        {
            "language": page_language(request),
            "controller": facts.data["controller"],
            "company": facts.data["company"],
            "contact_email": contact_email(),
            "anonymise_months": settings.ANONYMIZATION_THRESHOLD_MONTHS,
            "retention_months": settings.DATA_RETENTION_MONTHS,
            "proof_months": settings.AUDIT_PROOF_MONTHS,
        },
    )
