import logging
from collections.abc import Iterable

from novahouse.privacy.holding import Copy

logger = logging.getLogger(__name__)


def tell_what_people_must_remove(copies: Iterable[Copy]) -> None:
    """Copies at services whose integration removes none, in the log: their ids say nothing of a person."""
    for copy in copies:
        if not copy.queued:
            logger.warning("Remove by hand at %s: item %s", copy.service, copy.external_id)
