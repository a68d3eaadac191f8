from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from chatbot.admin.restricted import sees_restricted
from followups.admin.line import by_day, line_of
from followups.admin.place import read_place, written_place
from followups.admin.sending_state import shown_state
from followups.admin.visible import sees_people
from followups.services.forecast import Show, forecast

SEE_PLAN = "followups.view_followupevent"
CANCEL = "followups.change_followupevent"
_SHOWN = {Show.ALL: "Wszystkie", Show.GOES: "Wyjdą", Show.STAYS: "Nie wyjdą"}


class ForecastView(UnfoldModelAdminViewMixin, TemplateView):
    """What goes in the next seven days, what does not and why, day by day."""

    title = "Plan wysyłki"
    permission_required = SEE_PLAN
    template_name = "followups/admin/forecast.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request, now, show = self.request, timezone.now(), self.show
        found = forecast(
            now=now,
            sees_restricted=sees_restricted(request),
            show=show,
            behind=read_place(request.GET.get("za", "")),
        )
        people = sees_people(request)
        return super().get_context_data(
            days=by_day((line_of(planned, now, sees_people=people) for planned in found.planned), now),
            filters=[(name, f"?pokaz={one}", one is show) for one, name in _SHOWN.items()],
            following=f"?{urlencode({'pokaz': show, 'za': written_place(found.last)})}" if found.last else "",
            first=f"?pokaz={show}" if "za" in request.GET else "",
            sees_people=people,
            may_cancel=request.user.has_perm(CANCEL),
            **shown_state(request, now),
            **kwargs,
        )

    @property
    def show(self) -> Show:
        asked = self.request.GET.get("pokaz", "")
        return Show(asked) if asked in set(Show) else Show.ALL
