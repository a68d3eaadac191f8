"""Finding an address in tables that keep its keyed hash: the whole address, never a part of one."""

from typing import Any

from django.db.models import QuerySet

from novahouse.privacy.email_address import InvalidEmail, email_hash, normalise_email


def by_address(queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
    """The rows of an address however it is written; nothing for what is no address. An empty term asks for everything.

    The address is looked up by itself: with filters beside it SQLite would rather read all rows of an action.
    """
    if not term.strip():
        return queryset
    try:
        email_hmac = email_hash(normalise_email(term))
    except InvalidEmail:
        return queryset.none()
    return queryset.filter(pk__in=queryset.model._default_manager.filter(email_hmac=email_hmac).order_by().values("pk"))


def by_address_or_number(queryset: QuerySet[Any], term: str) -> QuerySet[Any]:
    number = term.strip()
    if number.isdecimal():
        return queryset.filter(pk=int(number))
    return by_address(queryset, term)
