"""Admin lists that stay fast with a million rows: no COUNT, and one row more than a page tells whether there is a next one."""

from typing import Any

from django.contrib.admin import ShowFacets, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePage
from unfold.paginator import InfinitePaginator as UnfoldInfinitePaginator


class PeekedPage(InfinitePage):
    """A page that knows whether rows follow it."""

    follows = False

    def has_next(self) -> bool:
        return self.follows


class InfinitePaginator(UnfoldInfinitePaginator):
    """Its count is a number larger than any table. The name is Unfold's: its templates look at it and then show no count."""

    def page(self, number: Any) -> PeekedPage:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows = list(self.object_list[first : first + self.per_page + 1])
        page = PeekedPage(rows[: self.per_page], number, self)
        page.follows = len(rows) > self.per_page
        return page


class LargeTableAdmin(ModelAdmin):
    """For tables that grow. Order by an indexed column; search by exact, indexed values in `get_search_results`."""

    paginator = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_disable_select_all = True
    show_facets = ShowFacets.NEVER  # they count

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what `list_filter` names. Django lets an address filter by any field of the model: who sees a list would find
        out, guess by guess, what stands in columns that are not shown, and the table would be read whole each time.

        Raises IncorrectLookupParameters, as Django itself for a field that is none: it leads back to the list.
        """
        named = [_name(item) for item in self.get_list_filter(request)]
        is_named = any(lookup == name or lookup.startswith(f"{name}{LOOKUP_SEP}") for name in named)
        if not is_named:
            raise IncorrectLookupParameters(lookup)
        return super().lookup_allowed(lookup, value, request)


def _name(item: Any) -> str:
    """The field of an entry of `list_filter`, or the parameter of a filter without one."""
    if isinstance(item, type) and issubclass(item, SimpleListFilter):
        return str(item.parameter_name)
    return item[0] if isinstance(item, (list, tuple)) else str(item)
