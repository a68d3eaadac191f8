"""The leader lock on SQLite. That of PostgreSQL, and what a kill does: tests/test_scheduler.py."""

from pathlib import Path

from novahouse.scheduler.leader.file import FileLock


def test_one_has_it_until_it_is_released(tmp_path: Path) -> None:
    one, other = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert one.is_held()
    assert not other.acquire()
    assert not other.is_held()
    one.release()
    assert not one.is_held()
    assert other.acquire()
    other.release()


def test_a_lock_whose_file_is_gone_is_held_no_more(tmp_path: Path) -> None:
    """The next one would make another file, and lock that."""
    lock = FileLock(tmp_path / "lock")
    assert lock.acquire()
    (tmp_path / "lock").unlink()
    assert not lock.is_held()
    other = FileLock(tmp_path / "lock")
    assert other.acquire()
    assert not lock.is_held()
    for held in (lock, other):
        held.release()
