"""Admin lists that stay fast with a million rows: no COUNT, and one row more than a page tells whether there is a next one."""

from typing import Any

from django.contrib.admin import ShowFacets
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
