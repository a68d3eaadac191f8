"""What a message says, as the console shows it."""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from integrations.models import OutboxMessage

_MASK = "•••"
_WHY_MASKED = "Dane osobowe są zasłonięte: pokazujemy je tylko osobom, które mają do tego uprawnienie."


def payload_text(message: OutboxMessage, *, whole: bool) -> SafeString | str:
    """Whole for those who have the right, and for everybody else without a word of what anybody wrote."""
    if not message.payload:
        return "Treści już nie ma: znika, gdy wiadomość dotrze albo zostanie anulowana."
    text = json.dumps(message.payload if whole else _masked(message.payload), ensure_ascii=False, indent=2)
    block = format_html('<pre class="outbox-payload">{}</pre>', text)
    return block if whole else format_html("<p>{}</p>{}", _WHY_MASKED, block)


def _masked(value: Any) -> Any:
    """Keys and numbers stay; any text may name a person, or lead to one."""
    if isinstance(value, dict):
        return {key: _masked(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    return _MASK if isinstance(value, str) and value else value
