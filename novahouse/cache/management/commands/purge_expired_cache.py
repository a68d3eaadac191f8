import logging
import time
from typing import Any

from django.core.cache import caches
from django.core.management.base import BaseCommand

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Delete expired entries of the database fallback cache."

    def handle(self, *args: Any, **options: Any) -> None:
        logger.info("Purged %d expired fallback cache entries", caches["fallback"].purge(time.time()))
