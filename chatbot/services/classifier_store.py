"""Trained classifiers kept as files under VAR_DIR, so that a worker loads in milliseconds what took seconds to train.

A file's name is the fingerprint of what it was trained on: the examples and the engine's own code.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import BadZipFile

from django.conf import settings

from chatbot.engine import assistant as engine
from chatbot.engine.classifier import Classifier

logger = logging.getLogger(__name__)

_KEPT_FILES = 3
_TRAINING_SECONDS = 300

Examples = Sequence[tuple[str, str]]


def classifier_for(examples: Examples) -> Classifier:
    """The classifier trained on these (text, label) pairs: from its file, else trained now and kept.

    Of several processes that need it one trains, and the others wait for its file. A folder that cannot be written costs
    the training at every start, no more.
    """
    name = f"{_fingerprint(examples)}.npz"
    if stored := _read(_folder() / name):
        return stored
    try:
        _folder().mkdir(exist_ok=True)
        with _one_at_a_time():
            if stored := _read(_folder() / name):
                return stored
            return _train(examples, _folder(), keep_as=name)
    except OSError as error:
        logger.warning("The trained classifier cannot be kept under VAR_DIR: %s", error)
    with tempfile.TemporaryDirectory() as elsewhere:
        return _train(examples, Path(elsewhere), keep_as=name)


def _fingerprint(examples: Examples) -> str:
    digest = hashlib.sha256(json.dumps(examples).encode())
    for path in sorted(Path(engine.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".tsv", ".txt"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _train(examples: Examples, folder: Path, *, keep_as: str) -> Classifier:
    """Raises OSError where the folder cannot be written and CalledProcessError where training fails."""
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".draft") as draft:
        subprocess.run(  # noqa: S603  (our own module, and no argument from outside)
            [sys.executable, "-m", "chatbot.engine.training", draft.name],
            cwd=settings.BASE_DIR,
            input=json.dumps(examples).encode(),
            timeout=_TRAINING_SECONDS,
            check=True,
        )
        trained = Classifier.read(draft)
        with contextlib.suppress(FileExistsError):
            (folder / keep_as).hardlink_to(draft.name)
    for old in sorted(folder.glob("*.npz"), key=lambda path: path.stat().st_mtime)[:-_KEPT_FILES]:
        old.unlink(missing_ok=True)
    return trained


def _read(path: Path) -> Classifier | None:
    """None where there is no file, or a damaged one, which is then removed."""
    try:
        with path.open("rb") as file:
            return Classifier.read(file)
    except OSError:
        return None
    except (ValueError, KeyError, EOFError, BadZipFile) as error:
        logger.warning("A stored classifier cannot be read and is trained again: %s", error)
        path.unlink(missing_ok=True)
        return None


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (_folder() / "training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "classifiers"
