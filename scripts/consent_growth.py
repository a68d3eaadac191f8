#!/usr/bin/env python
"""How do consent's operations grow from 1,000 to 1,000,000 conversations, leads and audit rows?

Fills a scratch database (each conversation with an address, a lead and an audit row), measures unsubscribe, status, revoke and
the officer's pages at both sizes with Django's test client, then the check of the whole chain and appends a second. Figures of
one run on one machine; look at the ratio.

    .venv/bin/python scripts/consent_growth.py
    .venv/bin/python scripts/consent_growth.py --postgres postgresql://postgres@127.0.0.1:5432
"""

import argparse
import os
import random
import time
from collections.abc import Callable

from growth import BATCH, median_ms, scratch_database, session, settle

APPENDS = 2000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", help="server URL without a database; a scratch database is made and dropped")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=101)
    arguments = parser.parse_args()
    os.environ["RATE_LIMIT_ENABLED"] = "false"
    os.environ["ADMIN_API_KEY"] = "growth-" + "k" * 32
    with scratch_database(arguments.postgres):
        run(arguments.sizes, arguments.repeat)


def run(sizes: list[int], repeat: int) -> None:
    import logging

    import django

    logging.disable(logging.WARNING)
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    User.objects.create_superuser("growth", password="growth")
    medians = []
    for size in sizes:
        fill(size)
        settle(connection)
        medians.append(measure(size, repeat))
        verify()
    print(f"{connection.vendor}: median ms at {sizes[0]:,} and {sizes[1]:,} conversations, leads and audit rows")
    for operation in medians[0]:
        small, large = (found[operation] for found in medians)
        print(f"  {operation:<32}{small:8.2f}{large:8.2f}   ratio {large / small:.2f}")
    print(f"  appends a second, one process: {appends_a_second():,.0f}")


def address(number: int) -> str:
    return f"klient{number}@example.com"


def fill(size: int) -> None:
    from django.db import transaction
    from django.utils import timezone

    from chatbot.models import ChatConversation, Lead
    from consent.models import ConsentText
    from consent.models.audit import Action, Purpose, Source
    from consent.services.audit_append import Entry, audit_append
    from consent.services.origin import Origin

    now, origin = timezone.now(), Origin(Source.API, "203.0.113.7", "Mozilla/5.0")
    wording = ConsentText.objects.version(Purpose.MARKETING, "1", "pl")
    for first in range(ChatConversation.objects.count(), size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        with transaction.atomic():
            conversations = ChatConversation.objects.bulk_create(
                ChatConversation(
                    session_id=session(number),
                    started_at=now,
                    last_message_at=now,
                    email=address(number),
                    rodo_consent=True,
                    marketing_consent=True,
                )
                for number in numbers
            )
            Lead.objects.bulk_create(Lead(conversation=one, email=one.email) for one in conversations)
            audit_append(
                [
                    Entry(
                        Action.OPT_IN,
                        origin,
                        purpose=Purpose.MARKETING,
                        email=one.email,
                        conversation_id=one.pk,
                        text=wording,
                    )
                    for one in conversations
                ],
                now=now,
            )


def measure(size: int, repeat: int) -> dict[str, float]:
    from django.test import Client

    visitor, staff = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
    staff.login(username="growth", password="growth")
    chance = random.Random(size)
    trail = "/admin/consent/consentauditlog/"

    def known() -> str:
        return address(chance.randrange(size))

    def post(path: str, email: str) -> None:
        response = visitor.post(path, {"email": email}, content_type="application/json")
        assert response.status_code == 200, response.content

    def status() -> None:
        response = visitor.get(f"/api/unsubscribe/status/{known()}", HTTP_X_ADMIN_API_KEY=os.environ["ADMIN_API_KEY"])
        assert response.status_code == 200, response.content

    def page(path: str) -> None:
        response = staff.get(path)
        assert response.status_code == 200, (path, response.status_code)

    operations: dict[str, Callable[[], None]] = {
        "unsubscribe": lambda: post("/api/unsubscribe", known()),
        "unsubscribe, unknown address": lambda: post("/api/unsubscribe", f"nobody{chance.random()}@example.com"),
        "status": status,
        "revoke": lambda: post("/api/revoke-consent", known()),
        "revoke, unknown address": lambda: post("/api/revoke-consent", f"nobody{chance.random()}@example.com"),
        "audit list": lambda: page(trail),
        "audit list, by action": lambda: page(f"{trail}?action__exact=revoke-consent"),
        "audit list, page 20": lambda: page(f"{trail}?p=20"),
        "audit search by e-mail": lambda: page(f"{trail}?q={known()}"),
        "audit row": lambda: page(f"{trail}{chance.randrange(size) + 1}/change/"),
    }
    return {name: median_ms(operation, repeat) for name, operation in operations.items()}


def verify() -> None:
    from consent.audit.verify import verify_chain

    begun = time.perf_counter()
    outcome = verify_chain()
    assert not outcome.finding, outcome.finding
    print(f"verify of {outcome.rows:,} rows: {time.perf_counter() - begun:.1f} s", flush=True)


def appends_a_second() -> float:
    from django.db import transaction
    from django.utils import timezone

    from consent.models.audit import Action, Source
    from consent.services.audit_append import Entry, audit_append
    from consent.services.origin import Origin

    begun = time.perf_counter()
    for number in range(APPENDS):
        with transaction.atomic():
            audit_append([Entry(Action.ADMIN_NOTE, Origin(Source.CONSOLE), email=address(number))], now=timezone.now())
    return APPENDS / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
