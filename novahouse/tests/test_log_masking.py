import logging

import pytest

from novahouse.web.log_masking import MaskPersonalPaths, mask


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("GET /api/chatbot/conversations/b26b52d5-560c-4887-8190-fe952d4d206d 404", "GET /api/chatbot/conversations/*** 404"),
        ("/api/unsubscribe/status/jan.kowalski@example.com", "/api/unsubscribe/status/***"),
        ("/api/unsubscribe/status/jan%40example.com?x=1", "/api/unsubscribe/status/***"),
        ("Unauthorized: /api/unsubscribe/status/jan?kowalski", "Unauthorized: /api/unsubscribe/status/***"),
        ('"GET /api/unsubscribe/status/jan?kowalski HTTP/1.1" 401', '"GET /api/unsubscribe/status/*** HTTP/1.1" 401'),
        ("/api/unsubscribe/status/jan kowalski 404", "/api/unsubscribe/status/***"),
        ('"GET /api/unsubscribe/status/jan HTTP/1.1" 401', '"GET /api/unsubscribe/status/*** HTTP/1.1" 401'),
        (f"Not Found: /unsubscribe/{'gAAAA-_' * 20}/", "Not Found: /unsubscribe/***/"),
        (f'"GET /why/{"gAAAA-_" * 20}/ HTTP/1.1" 200', '"GET /why/***/ HTTP/1.1" 200'),
        ("session B26B52D5560C48878190FE952D4D206D", "session ***"),
        ("to https://hooks.slack.com/services/T0A1/B0B2/x9Y8z7 failed", "to https://hooks.slack.com/services/*** failed"),
        ("Purged 12 expired fallback cache entries", "Purged 12 expired fallback cache entries"),
        ("Rate limit exceeded for IP: 203.0.113.7", "Rate limit exceeded for IP: 203.0.113.7"),
    ],
)
def test_session_ids_and_addresses_are_masked(line: str, masked: str) -> None:
    assert mask(line) == masked


def test_the_filter_masks_arguments_too() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "Not Found: %s", ("/x/jan@example.com",), None)
    assert MaskPersonalPaths().filter(record)
    assert record.getMessage() == "Not Found: /x/***"
