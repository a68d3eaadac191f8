"""The lock on SQLite: a locked file beside the database, which all who can open the database see."""

import fcntl
import os
from pathlib import Path
from typing import IO


class FileLock:
    """The kernel gives it up when the process ends, by kill -9 as well. The file stays: to remove it would be to let two in."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)
        self._file: IO[bytes] | None = None

    def acquire(self) -> bool:
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        if self.is_held():
            return True
        self.release()
        return False

    def is_held(self) -> bool:
        """Somebody may have removed the file, and the next one then locks another."""
        if self._file is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
