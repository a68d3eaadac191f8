"""How long to wait after a failure. Pure: no clock and no chance of its own."""

from datetime import timedelta

MOST_ATTEMPTS = 10  # the waits between them add up to a day
LONGEST_WAIT = timedelta(days=1)
# As long as a service is known to be down, a message loses no attempt: a weekend costs none. One that is older may be what the
# service stumbles over.
LONGEST_OUTAGE = timedelta(days=3)
_FACTOR = 4
_SPREAD = 0.25  # of the wait, so that what failed together does not come back together


def wait_after(attempts: int, retry_after: float | None, chance: float) -> timedelta | None:
    """The wait after so many attempts: 1, 4, 16, ... seconds and up to a quarter more; None where it is time to give up.

    At least as long as the other side asked for (`retry_after` in seconds), as far as that is at most a day.
    `chance` is from 0 to 1.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    seconds = _FACTOR ** (attempts - 1) * (1 + _SPREAD * chance)
    return min(timedelta(seconds=max(seconds, retry_after or 0)), LONGEST_WAIT)
