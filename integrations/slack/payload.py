"""An alert as Slack's Block Kit. Pure.

https://docs.slack.dev/reference/block-kit/blocks/section-block and /messaging/formatting-message-text
"""

from typing import Any

from integrations.leads.card import LeadAlert
from integrations.leads.wording import LINK, TEST_TEXT, TEST_TITLE, alert_wording


def alert_payload(alert: LeadAlert) -> dict[str, Any]:
    """`text` is what notifications show. Wording bounds what a visitor typed, so no block comes near Slack's limits."""
    wording = alert_wording(alert)
    mark = "📞 " if alert.asks_for_contact else "🔥 " if alert.high_priority else ""
    blocks = [
        _header(f"{mark}{wording.title}"),
        _section(f"*{wording.call}*" if alert.high_priority else wording.call),
        {"type": "section", "fields": [_plain(f"{label}: {value}") for label, value in wording.facts]},
    ]
    if wording.known_as:
        blocks.append(_section(wording.known_as))
    # A link and no button: clicking one asks the app's server, which a webhook does not have, and shows a warning
    # (https://github.com/slackapi/node-slack-sdk/issues/869).
    blocks.append(_section(f"<{escape(alert.card.url).replace('|', '%7C')}|{LINK}>"))
    return _message(wording.headline, blocks)


def trial_payload() -> dict[str, Any]:
    return _message(f"{TEST_TITLE}: {TEST_TEXT}", [_header(TEST_TITLE), _section(TEST_TEXT)])


def escape(text: str) -> str:
    """The three signs that Slack reads as markup: without them there is no mention, no channel and no link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _message(text: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    return {"text": escape(text), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": True}}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _mrkdwn(text)}


def _plain(text: str) -> dict[str, Any]:
    """What a visitor typed is shown as typed: no `*`, `_`, `~` or backtick formats it, and no `:fire:` becomes a picture."""
    return {"type": "plain_text", "text": escape(text), "emoji": False}


def _mrkdwn(text: str) -> dict[str, Any]:
    """Verbatim: "@channel", "#sales" and "example.com" typed by a visitor stay text."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}
