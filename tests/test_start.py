"""Starting the server: a misconfiguration is refused in one line, and the log says what is on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Server


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DEBUG", "maybe"),
        ("DATABASE_URL", "mysql://root:secret@127.0.0.1/chat"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("CHAT_RATE_LIMIT", "30"),
        ("TRUSTED_PROXIES", "-1"),
        ("SITE_URL", "chat.example.pl"),
        ("SECRET_KEY", "short"),
        ("PORT", "99999"),
        ("EMAIL_URL", "http://mail.example.pl"),
        ("DEFAULT_FROM_EMAIL", "NovaHouse"),
        ("DATA_RETENTION_MONTHS", "soon"),
        ("CONSENT_DOUBLE_OPT_IN", "maybe"),
        ("AUDIT_ANCHOR", "anchors.jsonl"),
        ("WEB_CONCURRENCY", "0"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "novahouse.wsgi:application"],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(tmp_path), variable: value},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    said = [line for line in done.stderr.splitlines() if "[INFO]" not in line]
    assert len(said) == 1, said
    assert said[0].startswith("novahouse.E00")
    assert variable in said[0]
    assert "secret" not in done.stderr


def test_the_start_log_says_what_is_on(server: Server) -> None:
    assert "Rate limiter initialized (backend: " in server.log
    assert "Traceback" not in server.log


def test_the_first_run_makes_an_administrator_and_a_key_once(server: Server) -> None:
    first = server.manage("first_run").stdout
    assert "user: admin   password: " in first
    assert "ADMIN_API_KEY: " in first
    assert server.manage("first_run").stdout == ""
