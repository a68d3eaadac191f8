from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class ChoiceFilter(admin.ChoicesFieldListFilter):
    """A value that is no choice filters nothing: PostgreSQL would refuse to look for a NUL."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        asked: Any = self.used_parameters.get(self.lookup_kwarg)
        known = {str(value) for value, _ in self.field.flatchoices}
        if asked is not None and not known.issuperset(asked):
            return queryset
        return super().queryset(request, queryset)
