"""Leads of the same person, with links between them. Whoever is restricted is in none of them, whoever looks."""

from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chatbot.models import Lead

MOST_SHOWN = 50


def linked_root(lead: Lead) -> Lead | None:
    """The lead that this one is linked to, its conversation at hand."""
    root = lead.duplicate_of
    return root if root is not None and root.conversation.restricted_at is None else None


def linked_leads(lead: Lead) -> SafeString:
    same = Q(duplicate_of=lead)
    if lead.duplicate_of_id:
        same |= Q(pk=lead.duplicate_of_id) | Q(duplicate_of=lead.duplicate_of_id)
    found = Lead.objects.filter(same, conversation__restricted_at__isnull=True).exclude(pk=lead.pk).order_by("pk")[:MOST_SHOWN]
    linked = [(one, "główny lead tej osoby" if one.pk == lead.duplicate_of_id else "") for one in found]
    return render_to_string("chatbot/admin/linked_leads.html", {"linked": linked})
