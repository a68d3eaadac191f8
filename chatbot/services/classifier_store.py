"""Trained classifiers kept as files under VAR_DIR, so that a worker loads in milliseconds what took seconds to train.

A file's name is the fingerprint of what it was trained on: the examples and the engine's own code. NumPy's archive without
pickles: reading one runs no code.
"""

import contextlib
import hashlib
import json
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from django.conf import settings

from chatbot.engine import assistant as engine
from chatbot.engine.classifier import Classifier

logger = logging.getLogger(__name__)

_KEPT_FILES = 3


def fingerprint(examples: Sequence[tuple[str, str]]) -> str:
    digest = hashlib.sha256(json.dumps(examples).encode())
    for path in sorted(Path(engine.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".tsv", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def load_classifier(name: str) -> Classifier | None:
    """The classifier of that fingerprint, or None where there is none or its file is damaged."""
    try:
        with (_folder() / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            grams = [str(gram) for gram in stored["grams"]]
            return Classifier(
                labels=tuple(str(label) for label in stored["labels"]),
                vocabulary={gram: number for number, gram in enumerate(grams)},
                idf=stored["idf"],
                weights=stored["weights"],
                intercept=stored["intercept"],
            )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        logger.warning("A stored classifier cannot be read and is trained again: %s", error)
        return None


def save_classifier(name: str, classifier: Classifier) -> None:
    """Keep it, and only the newest few. A folder that cannot be written costs time at the next start, no more."""
    folder = _folder()
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".draft", delete=False) as draft:
            np.savez(
                draft,
                labels=np.array(classifier.labels),
                grams=np.array(sorted(classifier.vocabulary, key=classifier.vocabulary.__getitem__)),
                idf=classifier.idf,
                weights=classifier.weights,
                intercept=classifier.intercept,
            )
        os.replace(draft.name, folder / f"{name}.npz")
        for old in sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)[:-_KEPT_FILES]:
            with contextlib.suppress(FileNotFoundError):  # another worker was quicker
                old.unlink()
    except OSError as error:
        logger.warning("The trained classifier cannot be kept under VAR_DIR: %s", error)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "classifiers"
