"""Who sees the data of a person who has withdrawn, or whose data is restricted (RODO art. 18): the data-protection officer."""

from django.http import HttpRequest

SEES_RESTRICTED = "consent.view_consentauditlog"


def sees_restricted(request: HttpRequest) -> bool:
    """Superusers have every permission."""
    return request.user.has_perm(SEES_RESTRICTED)
