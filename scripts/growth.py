#!/usr/bin/env python
"""How do chat, history and the console's list grow from 1,000 to 1,000,000 conversations?

Fills a scratch database (two messages a conversation, every tenth with an e-mail address), measures each operation at both
sizes with Django's test client, and prints medians and their ratio. Figures of one run on one machine; look at the ratio.

    .venv/bin/python scripts/growth.py
    .venv/bin/python scripts/growth.py --postgres postgresql://postgres@127.0.0.1:5432
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BATCH = 5000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", help="server URL without a database; a scratch database is made and dropped")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=101)
    arguments = parser.parse_args()
    os.environ["CHAT_RATE_LIMIT"] = "1000000000/m"
    with scratch_database(arguments.postgres):
        run(arguments.sizes, arguments.repeat)


@contextmanager
def scratch_database(postgres: str | None) -> Iterator[None]:
    """Point the settings, not read yet, at an empty database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="growth-") as scratch:
        name = f"growth_{os.getpid()}"
        os.environ["VAR_DIR"] = scratch
        os.environ["DATABASE_URL"] = f"{postgres}/{name}" if postgres else f"sqlite:///{scratch}/growth.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "novahouse.settings"
        os.environ.pop("REDIS_URL", None)
        sys.path.insert(0, str(ROOT))
        if postgres:
            on_server(postgres, f"CREATE DATABASE {name}")
        try:
            yield
        finally:
            if postgres:
                from django.db import connection

                connection.close()
                on_server(postgres, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def on_server(url: str, statement: str) -> None:
    import psycopg2

    connection = psycopg2.connect(f"{url}/postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def run(sizes: list[int], repeat: int) -> None:
    import logging

    import django

    logging.disable(logging.WARNING)
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_knowledge", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    User.objects.create_superuser("growth", password="growth")
    medians: list[dict[str, float]] = []
    for size in sizes:
        fill(size)
        settle(connection)
        medians.append(measure(size, repeat))
    print(f"{connection.vendor}: median ms at {sizes[0]:,} and {sizes[1]:,} conversations")
    for operation in medians[0]:
        small, large = (found[operation] for found in medians)
        print(f"  {operation:<32}{small:8.2f}{large:8.2f}   ratio {large / small:.2f}")


def settle(connection: Any) -> None:
    """Let the load be over: no vacuum and no checkpoint runs into what is measured next."""
    with connection.cursor() as cursor:
        for statement in ("VACUUM ANALYZE", "CHECKPOINT") if connection.vendor == "postgresql" else ("ANALYZE",):
            cursor.execute(statement)


def session(number: int) -> uuid.UUID:
    return uuid.UUID(int=(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + 1) % 2**128)


def fill(size: int) -> None:
    from django.utils import timezone

    from chatbot.models import ChatConversation, ChatMessage

    now = timezone.now()
    done = ChatConversation.objects.count()
    for first in range(done, size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        conversations = ChatConversation.objects.bulk_create(
            ChatConversation(
                session_id=session(number),
                started_at=now - timedelta(seconds=number),
                last_message_at=now - timedelta(seconds=number % 1_000_000),
                email=f"klient{number}@example.com" if number % 10 == 0 else None,
                context={"square_meters": 30 + number % 90},
            )
            for number in numbers
        )
        ChatMessage.objects.bulk_create(
            message
            for conversation in conversations
            for message in (
                ChatMessage(
                    conversation=conversation,
                    sender="visitor",
                    text="Ile kosztuje Comfort?",
                    created_at=conversation.started_at,
                    client_message_id=uuid.uuid4(),
                ),
                ChatMessage(
                    conversation=conversation, sender="assistant", text="Od 1499 zł za m2.", created_at=conversation.started_at
                ),
            )
        )


def measure(size: int, repeat: int) -> dict[str, float]:
    from django.test import Client

    visitor, staff = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    staff.login(username="growth", password="growth")
    chance = random.Random(size)

    def known() -> str:
        return str(session(chance.randrange(size)))

    def chat(session_id: str) -> None:
        body = {"message": "Ile kosztuje Comfort dla 60 m2?", "session_id": session_id, "message_id": str(uuid.uuid4())}
        response = visitor.post("/api/chatbot/chat", body, content_type="application/json")
        assert response.status_code == 200, response.content

    def page(client: Client, path: str) -> None:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)

    conversations = "/admin/chatbot/chatconversation/"
    operations: dict[str, Callable[[], None]] = {
        "chat, new session": lambda: chat(str(uuid.uuid4())),
        "chat, known session": lambda: chat(known()),
        "history": lambda: page(visitor, f"/api/chatbot/conversations/{known()}"),
        "console list": lambda: page(staff, conversations),
        "console list, last 7 days": lambda: page(staff, f"{conversations}?okres=7"),
        "console list, page 20": lambda: page(staff, f"{conversations}?p=20"),
        "console search by e-mail": lambda: page(
            staff, f"{conversations}?q=klient{chance.randrange(size // 10) * 10}@example.com"
        ),
        "console search by session": lambda: page(staff, f"{conversations}?q={known()}"),
    }
    return {name: median_ms(operation, repeat) for name, operation in operations.items()}


def median_ms(operation: Callable[[], None], repeat: int) -> float:
    times = []
    for _ in range(repeat + 3):
        begun = time.perf_counter()
        operation()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times[3:])


if __name__ == "__main__":
    main()
