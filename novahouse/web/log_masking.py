"""Logs name no person: a session id or an e-mail address in a line is masked, also URL-encoded."""

import logging
import re

_UUID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s/'\"<>=?&,;:@]{1,64}(?:@|%40)[^\s/'\"<>?&,;:@]{1,255}", re.IGNORECASE)


def mask(line: str) -> str:
    return _EMAIL.sub("***", _UUID.sub("***", line))


class MaskPersonalPaths(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
