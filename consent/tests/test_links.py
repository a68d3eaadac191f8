"""Tokens of mailed links: whatever is not exactly one that was issued for this purpose, in time, is a bad link."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.services.links import CONFIRM, ERASE, EXPORT, RESTORE, WITHDRAW, BadLink, LinkKind

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
KINDS = (WITHDRAW, CONFIRM, RESTORE, EXPORT, ERASE)
TOKEN = ERASE.token(NOW, e="jan@example.com", l="pl")


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=60) | st.integers() | st.none(), max_size=4))
def test_a_token_gives_back_what_it_carries(about: dict[str, object]) -> None:
    for kind in KINDS:
        assert kind.read(kind.token(NOW, **{f"k{name}": value for name, value in about.items()}), NOW) == {
            f"k{name}": value for name, value in about.items()
        }


@given(st.text(max_size=200))
def test_garbage(text: str) -> None:
    with pytest.raises(BadLink):
        WITHDRAW.read(text, NOW)


@given(st.integers(0, len(TOKEN) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_token_with_one_character_turned(place: int, character: str) -> None:
    turned = TOKEN[:place] + character + TOKEN[place + 1 :]
    if turned != TOKEN:
        with pytest.raises(BadLink):
            ERASE.read(turned, NOW)


@given(st.integers(0, len(TOKEN) - 1))
def test_a_part_of_a_token(length: int) -> None:
    with pytest.raises(BadLink):
        ERASE.read(TOKEN[:length], NOW)


@pytest.mark.parametrize("tail", ["=", "==", "A", "/", " ", "\n", "."])
def test_a_token_with_something_behind_it(tail: str) -> None:
    with pytest.raises(BadLink):
        ERASE.read(TOKEN + tail, NOW)


@pytest.mark.parametrize("issued", KINDS)
@pytest.mark.parametrize("asked", KINDS)
def test_a_token_serves_one_purpose(issued: LinkKind, asked: LinkKind) -> None:
    token = issued.token(NOW, e="jan@example.com")
    if issued is asked:
        assert asked.read(token, NOW) == {"e": "jan@example.com"}
    else:
        with pytest.raises(BadLink):
            asked.read(token, NOW)


@pytest.mark.parametrize("kind", [CONFIRM, RESTORE, EXPORT, ERASE])
def test_a_token_expires(kind: LinkKind) -> None:
    assert kind.lifetime is not None
    token = kind.token(NOW, e="jan@example.com")
    assert kind.read(token, NOW + kind.lifetime - timedelta(seconds=1))
    with pytest.raises(BadLink):
        kind.read(token, NOW + kind.lifetime + timedelta(seconds=1))


def test_the_link_to_withdraw_is_good_for_ever() -> None:
    assert WITHDRAW.read(WITHDRAW.token(NOW, e="jan@example.com"), NOW + timedelta(days=9000))


def test_no_address_can_be_read_in_a_token() -> None:
    import base64

    assert b"jan" not in base64.urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
    assert ERASE.token(NOW, e="jan@example.com", l="pl") != TOKEN
