"""Logs name no person: a session id, an e-mail address or a mailed token in a line is masked, also URL-encoded.

So is the address of a Slack webhook, which is as good as a password.
"""

import logging
import re

_UUID = re.compile(r"\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s/'\"<>=?&,;:@]{1,64}(?:@|%40)[^\s/'\"<>?&,;:@]{1,255}", re.IGNORECASE)
# Whatever stands here is meant to be an address, however it is written: a decoded path may hold a question mark, too.
_STATUS_PATH = re.compile(r"(/unsubscribe/status/)(?:(?! HTTP/)[^\n])+")
_TOKEN = re.compile(r"\b[\w-]{80,}")
_WEBHOOK = re.compile(r"(/services/)T\w+/B\w+/\w+")


def mask(line: str) -> str:
    for pattern, shown in ((_STATUS_PATH, r"\1***"), (_WEBHOOK, r"\1***"), (_UUID, "***"), (_EMAIL, "***"), (_TOKEN, "***")):
        line = pattern.sub(shown, line)
    return line


class MaskPersonalPaths(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = mask(message)
        if masked != message:
            record.msg, record.args = masked, None
        return True
