"""See novahouse.privacy.holding. The fallback cache counts requests under hashed keys and forgets them within minutes."""

from datetime import datetime

from novahouse.privacy.holding import WHOLLY, Erased, Holding, Subject

HOLDINGS: tuple[Holding, ...] = ()
IMPERSONAL = {"fallback_cache.CacheEntry": WHOLLY}


def erase(subject: Subject, now: datetime) -> Erased:
    return Erased()
