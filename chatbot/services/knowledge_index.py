"""The assistant of this process, built from the knowledge base and rebuilt when that changes.

Every worker looks at most once in REFRESH_SECONDS whether the table changed. If so it builds the new assistant in a thread of
its own and goes on answering with the old one until then.
"""

import logging
import threading
import time
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Sum
from django.urls import reverse

from chatbot.engine.assistant import Assistant, build_assistant, training_examples
from chatbot.engine.classifier import Classifier
from chatbot.engine.compose.answer import Links
from chatbot.engine.entries import Entry
from chatbot.models import KnowledgeEntry
from chatbot.services.classifier_store import classifier_for
from chatbot.services.shipped_knowledge import load_facts, load_statements

logger = logging.getLogger(__name__)

REFRESH_SECONDS = 5.0

_lock = threading.Lock()
_assistant: Assistant | None = None
_stamp: Any = None
_looked_at = 0.0


def current_assistant() -> Assistant:
    """The assistant to answer with now: a few microseconds, once in REFRESH_SECONDS one small query more."""
    global _looked_at
    if _assistant is None:
        return _rebuild()
    now = time.monotonic()
    if now - _looked_at >= REFRESH_SECONDS:
        _looked_at = now
        if knowledge_stamp() != _stamp:
            threading.Thread(target=_rebuild_in_background, name="knowledge-index", daemon=True).start()
    return _assistant


def newest_assistant() -> Assistant:
    """The assistant of the knowledge base as it stands at this moment, however long building it takes: for staff."""
    return _rebuild()


def warm_up() -> None:
    """Build the assistant before the first message."""
    assistant = _rebuild()
    if not assistant.entries:
        logger.error("The knowledge base is empty: run manage.py load_knowledge")


def prepare_classifier() -> None:
    """Train and keep the classifier for the knowledge base as it stands, so that no worker has to."""
    _classifier(active_entries())


def knowledge_stamp() -> Any:
    """Changes whenever an entry is added, saved or deleted."""
    return KnowledgeEntry.objects.aggregate(entries=Count("pk"), newest=Max("pk"), saves=Sum("version"))


def active_entries() -> list[Entry]:
    return [_entry(row) for row in KnowledgeEntry.objects.filter(active=True).order_by("slug")]


def _rebuild() -> Assistant:
    global _assistant, _stamp, _looked_at
    with _lock:
        stamp = knowledge_stamp()
        if _assistant is None or stamp != _stamp:
            entries = active_entries()
            links = Links(
                book=settings.BOOKING_URL,
                privacy=settings.PRIVACY_POLICY_URL,
                unsubscribe=f"{settings.SITE_URL}{reverse('your-data')}?choice=unsubscribe",
            )
            _assistant = build_assistant(load_facts(), entries, _classifier(entries), links)
            _stamp = stamp
            _looked_at = time.monotonic()
        return _assistant


def _rebuild_in_background() -> None:
    try:
        _rebuild()
        logger.info("The knowledge base changed; the assistant answers from the new one")
    except Exception:
        logger.exception("The changed knowledge base could not be loaded; the assistant answers from the old one")
    finally:
        connection.close()


def _classifier(entries: list[Entry]) -> Classifier:
    return classifier_for(training_examples(entries, load_statements()))


def _entry(row: KnowledgeEntry) -> Entry:
    return Entry(
        pk=row.pk,
        slug=row.slug,
        version=row.version,
        topic=row.topic,
        package=row.package,
        titles={"pl": row.title, "en": row.title_en, "uk": row.title_uk},
        examples=tuple(_lines(row.examples)),
        keywords=tuple(_lines(row.keywords)),
        answers={"pl": row.answer, "en": row.answer_en, "uk": row.answer_uk},
        package_answers={"pl": row.package_answer, "en": row.package_answer_en, "uk": row.package_answer_uk},
        quick_replies={language: tuple(replies) for language, replies in row.quick_replies.items()},
        actions=tuple(row.actions),
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
