import logging
import time
from typing import Any, cast

from django.conf import settings
from django.core.cache import caches
from django.core.management.base import BaseCommand

from novahouse.cache.backend import DatabaseFallbackCache

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delete expired entries of the database fallback cache."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.PURGE_ENABLED:
            self.stdout.write("Nothing is purged: PURGE_ENABLED is false.")
            return
        cache = cast(DatabaseFallbackCache, caches["fallback"])
        logger.info("Purged %d expired fallback cache entries", cache.purge(time.time()))
