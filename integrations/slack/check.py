"""Is Slack set up? A sentence for what is wrong, with what to do about it."""

from integrations.outbox.errors import DeliveryError, Postponed, Unavailable
from integrations.slack.delivery import webhook_post
from integrations.slack.payload import trial_payload

_NEW_WEBHOOK = (
    "make a new webhook (api.slack.com/apps, your app, Incoming Webhooks, Add New Webhook) and put its whole URL in "
    "SLACK_WEBHOOK_URL."
)
_CHANNEL = f"the channel is archived or gone: restore it, or {_NEW_WEBHOOK}"
_WORKSPACE = "the workspace does not let the app post there: ask its administrator, or choose another channel."
_HINTS = {
    "channel_is_archived": _CHANNEL,
    "channel_not_found": _CHANNEL,
    "action_prohibited": _WORKSPACE,
    "posting_to_general_channel_denied": _WORKSPACE,
    "team_disabled": "the workspace is switched off.",
}


def check_slack() -> list[str]:
    """Empty where a test message was posted. It goes through the circuit breaker, as alerts do."""
    try:
        webhook_post(trial_payload())
    except DeliveryError as error:
        return [_sentence(error)]
    return []


def _sentence(error: DeliveryError) -> str:
    if isinstance(error, Postponed):
        return (
            "the circuit breaker is open after repeated failures: wait a minute, or `manage.py breaker close slack`, and "
            "check again."
        )
    if isinstance(error, Unavailable):
        return (
            f"no message could be posted for now ({error}): check the host in SLACK_WEBHOOK_URL, the connection, and "
            "slack-status.com."
        )
    hint = _HINTS.get(str(error).rpartition(" ")[2], f"the URL is no webhook, or no longer one: {_NEW_WEBHOOK}")
    return f"the test message was refused ({error}): {hint}"
