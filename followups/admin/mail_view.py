from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from followups.admin import words
from followups.admin.forecast_view import CANCEL, SEE_PLAN
from followups.admin.line import line_of
from followups.admin.one_mail import PLAN, OneMail
from followups.admin.shown_mail import shown_mail
from followups.admin.visible import SEE_PEOPLE
from followups.mail.preview import preview
from followups.models import FollowupEvent, FollowupStatus
from followups.services.planned import planned_mails


class MailView(OneMail, TemplateView):
    """The mail as it would go out at this moment: it holds what was said, so it takes the right to read conversations."""

    permission_required = (SEE_PLAN, SEE_PEOPLE)
    template_name = "followups/admin/mail.html"

    @property
    def title(self) -> str:
        return f"Wiadomość {self.number} z 3"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        conversation, number, now = self.conversation, self.number, timezone.now()
        if conversation.email is None:
            raise Http404
        mail = preview(conversation, number)
        planned = next(iter(planned_mails([(conversation, number)], now)), None)
        sent = FollowupEvent.objects.filter(
            conversation=conversation, followup_number=number, status=FollowupStatus.SENT
        ).first()
        return super().get_context_data(
            mail=shown_mail(mail, conversation.email, now),
            line=line_of(planned, now, sees_people=True) if planned else None,
            when=words.day_and_hour(planned.goes_at, now) if planned else "",
            sent=sent,
            sent_at=words.stamp(sent.sent_at) if sent else "",
            conversation=conversation,
            may_cancel=self.request.user.has_perm(CANCEL),
            back=reverse(PLAN),
            **kwargs,
        )
