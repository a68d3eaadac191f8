"""Admin lists that stay fast with a million rows: no COUNT, and one row more than a page tells whether there is a next one."""

from collections.abc import Sequence
from typing import Any

from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator


class CountlessPaginator(InfinitePaginator):
    """`count` is a number larger than any table, so that no page is out of range; the pages show none."""

    def page(self, number: Any) -> Any:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        rows: Sequence[Any] = list(self.object_list[first : first + self.per_page + 1])
        page = self._get_page(rows[: self.per_page], number, self)
        has_next = len(rows) > self.per_page
        page.has_next = lambda: has_next
        return page


class LargeTableAdmin(ModelAdmin):
    """For tables that grow. Order by an indexed column; search by exact, indexed values in `get_search_results`."""

    paginator = CountlessPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_disable_select_all = True
