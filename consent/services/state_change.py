"""One transaction for a change and its audit row, and the order in which locks are taken.

Everywhere: the address, conversations by id, the contact data of leads, leads, follow-up events, and last, just before commit,
the audit trail's head.
"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from novahouse.locks import is_deadlock, lock_until_commit

Given = ParamSpec("Given")
Result = TypeVar("Result")


def state_change(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Run in one transaction; after a deadlock run once more."""

    @functools.wraps(function)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            with transaction.atomic():
                return function(*args, **kwargs)
        except OperationalError as error:
            if connection.in_atomic_block or not is_deadlock(error):
                raise
        with transaction.atomic():
            return function(*args, **kwargs)

    return run


def lock_address(email_hmac: str) -> None:
    """Changes of one address happen one after another, until this transaction ends. An address needs no row to be locked."""
    lock_until_commit(bytes.fromhex(email_hmac))
