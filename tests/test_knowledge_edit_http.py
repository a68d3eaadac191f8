"""An edit of the knowledge base reaches visitors without a restart."""

import time
from collections.abc import Callable

from tests.conftest import Server

WAIT_SECONDS = 60
EDIT = """
from chatbot.models import KnowledgeEntry
entry = KnowledgeEntry.objects.get(slug="guarantee")
entry.answer = "Gwarancja po nowemu."
entry.save()
"""


def test_every_worker_answers_from_an_edited_entry_after_a_while(server_factory: Callable[..., Server]) -> None:
    server = server_factory()
    assert "po nowemu" not in server.chat("Jaka jest gwarancja?")["response"]
    server.manage("shell", "-v0", "-c", EDIT)
    end, answered_anew = time.monotonic() + WAIT_SECONDS, 0
    while answered_anew < 10 and time.monotonic() < end:  # in a row: so that both workers were asked
        anew = "Gwarancja po nowemu." in server.chat("Jaka jest gwarancja?")["response"]
        answered_anew = answered_anew + 1 if anew else 0
        time.sleep(0.2)
    assert answered_anew == 10
