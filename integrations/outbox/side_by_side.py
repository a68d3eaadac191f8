"""One pass over the outbox in which a destination that hangs delays no other."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

from django.db import connections

from integrations.models import Destination
from integrations.outbox.deliver import Delivered, deliver_to

LOOK_SECONDS = 5.0  # how often the ones that are through look again


def deliver_side_by_side(stopped: Callable[[], bool] = lambda: False, look_every: float = LOOK_SECONDS) -> Delivered:
    """As integrations.outbox.deliver.deliver_due, each destination in a thread of its own.

    The pass is over when every one is through. Until then those that are look again every `look_every` seconds: a mail must not
    wait for a pass that a vendor holds up.
    """
    at_work = set(Destination)
    all_through = threading.Event()

    def deliver(destination: Destination) -> Delivered:
        done = Delivered()
        try:
            while True:
                deliver_to(destination, stopped, done)
                at_work.discard(destination)
                if not at_work:
                    all_through.set()
                if all_through.wait(look_every) or stopped():
                    return done
        finally:  # in any case: the others would else wait for it for ever
            at_work.discard(destination)
            if not at_work:
                all_through.set()
            connections.close_all()

    with ThreadPoolExecutor(len(Destination), thread_name_prefix="outbox") as pool:
        passes = list(pool.map(deliver, Destination))
    return Delivered(**{end.name: sum(getattr(one, end.name) for one in passes) for end in fields(Delivered)})
