import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from novahouse.secrets_store import keep_secret, stored_secret


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "made" / "secret_key"
    made = keep_secret(path)
    assert len(made) >= 50
    assert keep_secret(path) == stored_secret(path) == made


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    keep_secret(tmp_path / "secret_key")
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_those_who_start_together_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        secrets = set(pool.map(lambda _: keep_secret(tmp_path / "secret_key"), range(64)))
    assert len(secrets) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert stored_secret(tmp_path / "nothing") == ""
