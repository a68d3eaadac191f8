#!/usr/bin/env python
"""How does the selection of due follow-ups grow from 1,000 to 1,000,000 conversations, for the same number due?

Fills a scratch database with conversations of twelve months, one in ten with marketing consent. All of those have had their
mails, but for the same number at both sizes, which are due. Measures finding the due ones with all that the schedule asks about
them, the memory this takes, and prints the query plans. Figures of one run on one machine; look at the ratio.

    .venv/bin/python scripts/followup_growth.py
    .venv/bin/python scripts/followup_growth.py --postgres postgresql://postgres@127.0.0.1:5432
"""

import argparse
import os
import tracemalloc
from datetime import datetime, timedelta

from growth import BATCH, median_ms, scratch_database, session, settle

DUE = 100
MONTHS = timedelta(days=365)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", help="server URL without a database; a scratch database is made and dropped")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=31)
    arguments = parser.parse_args()
    with scratch_database(arguments.postgres):
        run(arguments.sizes, arguments.repeat)


def run(sizes: list[int], repeat: int) -> None:
    import logging

    import django

    logging.disable(logging.WARNING)
    os.environ.setdefault("FOLLOWUP_QUIET_HOURS", "off")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    now = timezone.now()
    medians, peaks = [], []
    for size in sizes:
        fill(size, now)
        settle(connection)
        assert len(due(now)) == DUE, len(due(now))
        medians.append(median_ms(lambda: due(now), repeat))
        peaks.append(memory(now))
    print(f"{connection.vendor}: {DUE} due of {sizes[0]:,} and of {sizes[1]:,} conversations")
    print(f"  median ms {medians[0]:.1f} and {medians[1]:.1f}, ratio {medians[1] / medians[0]:.2f}")
    print(f"  peak of memory, KiB: {peaks[0]:,.0f} and {peaks[1]:,.0f}")
    print_plans(now)


def due(now: datetime) -> list[int]:
    """The conversations for which a mail would go at this moment."""
    from followups.schedule.plan import next_step
    from followups.services.due import due_conversations
    from followups.services.opening import opening
    from followups.services.talks import talks

    found = []
    for page in due_conversations(now):
        for known in talks(page, now):
            step = next_step(known.talk, now, opening())
            if step and step.goes(now):
                found.append(known.conversation.pk)
    return found


def memory(now: datetime) -> float:
    tracemalloc.start()
    due(now)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1024


def print_plans(now: datetime) -> None:
    from chatbot.models import ChatConversation
    from followups.schedule.plan import LAST_CHANCE, STEPS
    from followups.services.due import PAGE, due_query

    ends = [*list(STEPS.values())[1:], LAST_CHANCE]
    for (number, begin), end in zip(STEPS.items(), ends, strict=True):
        print(f"  plan for number {number}:")
        print("    " + due_query(number, begin, end, now)[:PAGE].explain().replace("\n", "\n    "))
    print(f"  of {ChatConversation.objects.count():,} conversations")


def fill(size: int, now: datetime) -> None:
    from django.db import transaction

    from chatbot.models import ChatConversation
    from consent.models import ConsentText
    from consent.models.audit import Action, Purpose, Source
    from consent.services.audit_append import Entry, audit_append
    from consent.services.origin import Origin
    from followups.models import FollowupEvent

    wording = ConsentText.objects.version(Purpose.MARKETING, "1", "pl")
    for first in range(ChatConversation.objects.count(), size, BATCH):
        numbers = range(first, min(first + BATCH, size))
        with transaction.atomic():
            made = ChatConversation.objects.bulk_create(_conversation(number, session(number), now) for number in numbers)
            agreed = [one for one in made if one.marketing_consent]
            audit_append(
                [
                    Entry(
                        Action.OPT_IN,
                        Origin(Source.MAIL_LINK),
                        purpose=Purpose.MARKETING,
                        email=one.email,
                        conversation_id=one.pk,
                        text=wording,
                    )
                    for one in agreed
                ],
                now=now - MONTHS,
            )
            FollowupEvent.objects.bulk_create(
                FollowupEvent(conversation=one, followup_number=number, status="sent", sent_at=now - MONTHS, person=str(one.pk))
                for one in agreed
                if int((one.email or "klient0").split("@")[0][6:]) >= DUE
                for number in (1, 2, 3)
            )


def _conversation(number: int, session_id: object, now: datetime) -> object:
    """The first DUE ones are due; the others lie evenly in the year before."""
    from chatbot.models import ChatConversation

    moment = now - (timedelta(hours=25) if number < DUE else MONTHS * ((number * 7919) % 1_000_003) / 1_000_003)
    return ChatConversation(
        session_id=session_id,
        started_at=moment,
        last_message_at=moment,
        email=f"klient{number}@example.com",
        marketing_consent=number < DUE or number % 10 == 0,
    )


if __name__ == "__main__":
    main()
