"""What the outbox calls for Slack, and what an incoming webhook answers.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks (Handling errors)
https://docs.slack.dev/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone

from integrations.breakers import slack_breaker
from integrations.http.post import HttpAnswer, http_post
from integrations.http.retry_after import retry_after_seconds
from integrations.models import OutboxMessage
from integrations.outbox.errors import Refused, Unavailable
from integrations.slack.outgoing import restored_alert
from integrations.slack.payload import alert_payload

REASONS = frozenset(
    "action_prohibited channel_is_archived channel_not_found invalid_blocks invalid_payload invalid_token no_active_hooks "
    "no_service no_service_id no_team no_text posting_to_general_channel_denied rollup_error team_disabled "
    "too_many_attachments user_not_found".split()
)
_COME_BACK = {408, 425, 429}  # of the 4xx those that are about now: RFC 9110, 15.5.9; RFC 8470; RFC 6585


def deliver_slack(message: OutboxMessage) -> str:
    """Post it. A webhook gives the message no id, so there is none to keep. Raises DeliveryError."""
    webhook_post(alert_payload(restored_alert(message.payload)))
    return ""


def webhook_post(payload: Mapping[str, Any]) -> None:
    """Through the circuit breaker. Raises Refused, Unavailable, Postponed."""
    if not settings.SLACK_WEBHOOK_URL:
        raise Unavailable("not configured")
    slack_breaker.call(lambda: _read(http_post(settings.SLACK_WEBHOOK_URL, json=payload)))


def _read(answer: HttpAnswer) -> None:
    """Only the word `ok` with status 200 says that the message is in the channel; of other words those we know are kept."""
    said = answer.body[:100].decode("ascii", "replace").strip()
    if answer.status == 200 and said == "ok":
        return
    reason = f"{answer.status} {said}" if said in REASONS else f"{answer.status}"
    if 400 <= answer.status < 500 and answer.status not in _COME_BACK:
        raise Refused(reason)
    raise Unavailable(
        f"{reason} without ok" if answer.status == 200 else reason,
        retry_after_seconds(answer.headers, timezone.now()),
    )
