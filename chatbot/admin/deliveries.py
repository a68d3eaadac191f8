"""What of a lead went where, and how far it is: one line for the list, a table for the lead's own page."""

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from chatbot.models import Lead
from integrations.models import Destination, OutboxMessage, Status
from integrations.models.outbox import WAITING
from integrations.monday.outgoing import SAVE

ALERT = "lead_alert"
MOST_SHOWN = 50
WORDS = {
    Status.DEAD: "nie dotarło",
    Status.HELD: "wstrzymane",
    Status.SENDING: "czeka",
    Status.PENDING: "czeka",
    Status.SENT: "dotarło",
}
COLOURS = {"nie dotarło": "danger", "wstrzymane": "warning", "czeka": "info", "dotarło": "success"}


def worst_delivery() -> Subquery:
    """The state, of all that the team was to be told about a lead, that somebody should look at first."""
    concern = Case(
        When(status=Status.DEAD, then=3),
        When(status=Status.HELD, then=2),
        When(WAITING, then=1),
        default=0,
        output_field=IntegerField(),
    )
    told = OutboxMessage.objects.filter(conversation_id=OuterRef("conversation_id"), kind__in=(SAVE, ALERT))
    return Subquery(told.exclude(status=Status.CANCELLED).order_by(concern.desc(), "-pk").values("status")[:1])


def deliveries(lead: Lead) -> SafeString:
    """The newest 50 messages about a lead or to its person; what they say stays in the outbox."""
    rows = [
        {"kind": message.kind_name, "destination": message.get_destination_display(), "message": message}
        for message in _messages(lead)[:MOST_SHOWN]
    ]
    return render_to_string("chatbot/admin/deliveries.html", {"rows": rows})


def _messages(lead: Lead) -> QuerySet[OutboxMessage]:
    its_item = Q(stream=f"lead:{lead.pk}", destination=Destination.MONDAY) & ~Q(stream="")
    found = OutboxMessage.objects.filter(Q(conversation_id=lead.conversation_id) | its_item)
    return found.defer("payload").order_by("-pk")
