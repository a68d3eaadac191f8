"""A view about one mail of one conversation, planned or begun."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from unfold.views import UnfoldModelAdminViewMixin

from chatbot.models import ChatConversation
from followups.admin.visible import visible_conversations
from followups.schedule.plan import STEPS

PLAN = "admin:followups_followupevent_plan"


class OneMail(UnfoldModelAdminViewMixin):
    """A number that is none, and a conversation that this person does not see, are not found."""

    conversation: ChatConversation
    number: int

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.has_permission():
            return self.handle_no_permission()
        self.number = kwargs["number"]
        found = visible_conversations(request).filter(pk=kwargs["conversation_id"]).first()
        if found is None or self.number not in STEPS:
            raise Http404
        self.conversation = found
        return super().dispatch(request, *args, **kwargs)

    def to_the_plan(self, warning: str = "") -> HttpResponseRedirect:
        if warning:
            messages.warning(self.request, warning)
        return HttpResponseRedirect(reverse(PLAN))
