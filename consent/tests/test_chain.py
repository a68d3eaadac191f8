"""The chain's own arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from consent.audit.chain import CLEAR_COLUMNS, GENESIS, HASHED_COLUMNS, commit, from_ranges, in_ranges, row_hash

KEY = b"k" * 32
SALT = "00" * 16
texts = st.none() | st.text(max_size=40)
columns = st.lists(texts, min_size=len(HASHED_COLUMNS), max_size=len(HASHED_COLUMNS))
clear = st.lists(texts, min_size=len(CLEAR_COLUMNS), max_size=len(CLEAR_COLUMNS))


@given(columns, columns)
def test_rows_that_differ_have_different_hashes(one: list[str | None], other: list[str | None]) -> None:
    assert (row_hash(KEY, GENESIS, one) == row_hash(KEY, GENESIS, other)) == (one == other)


@given(clear, clear)
def test_a_commitment_fits_its_own_values_alone(one: list[str | None], other: list[str | None]) -> None:
    assert (commit(SALT, one) == commit(SALT, other)) == (one == other)


def test_text_cannot_move_from_one_column_to_the_next() -> None:
    assert commit(SALT, ["ab", "c"]) != commit(SALT, ["a", "bc"])
    assert commit(SALT, ["1:a", None]) != commit(SALT, ["1", "a"])
    assert commit(SALT, ["-"]) != commit(SALT, [None])


@given(clear)
def test_without_the_salt_a_commitment_tells_nothing(values: list[str | None]) -> None:
    assert commit("11" * 16, values) != commit(SALT, values)


@given(columns)
def test_another_key_or_another_row_before_gives_another_hash(row: list[str | None]) -> None:
    assert row_hash(b"x" * 32, GENESIS, row) != row_hash(KEY, GENESIS, row)
    assert row_hash(KEY, "f" * 64, row) != row_hash(KEY, GENESIS, row)


@given(st.sets(st.integers(1, 10_000)))
def test_ids_survive_their_ranges(ids: set[int]) -> None:
    assert set(from_ranges(in_ranges(ids))) == ids


def test_ranges_are_short() -> None:
    assert in_ranges([7, 3, 8, 9, 12]) == "3,7-9,12"
    assert in_ranges([]) == ""
