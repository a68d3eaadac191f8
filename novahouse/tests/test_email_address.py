"""One spelling for every address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from novahouse.privacy.email_address import InvalidEmail, email_hash, normalise_email


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        (" Jan@Example.COM\n", "jan@example.com"),
        ("jan+nova@example.com", "jan+nova@example.com"),
        ("jan@żółw.pl", "jan@żółw.pl"),
        ("JAN@ŻÓŁW.PL", "jan@żółw.pl"),
        ("jan@xn--w-uga1v8h.pl", "jan@żółw.pl"),
        ("jan@z\u0307o\u0301łw.pl", "jan@żółw.pl"),
        ("o'neil@example.com", "o'neil@example.com"),
        ("jan@firma.test", "jan@firma.test"),
    ],
)
def test_spellings(written: str, normalised: str) -> None:
    assert normalise_email(written) == normalised


@pytest.mark.parametrize(
    "written",
    [
        "",
        "jan",
        "jan@",
        "@example.com",
        "jan@localhost",
        "a b@example.com",
        "jan@exa\x00mple.com",
        "jan@example.com\nBcc: x@y.pl",
        "jan@example..com",
        "jan@-example.com",
        "józef@example.com",
        "x" * 65 + "@example.com",
        "a@" + "b" * 250 + ".pl",
    ],
)
def test_what_is_no_address(written: str) -> None:
    with pytest.raises(InvalidEmail):
        normalise_email(written)


@given(st.text(max_size=100))
def test_any_text_is_an_address_or_invalid(text: str) -> None:
    for written in (text, f"{text}@example.com", f"jan@{text}.pl"):
        try:
            address = normalise_email(written)
        except InvalidEmail:
            continue
        assert normalise_email(address) == address
        assert address == address.lower().strip()
        assert "\n" not in address


@given(st.emails())
def test_case_and_spaces_do_not_matter(address: str) -> None:
    try:
        normalised = normalise_email(address)
    except InvalidEmail:
        return
    assert normalise_email(f"  {address.upper()} ") == normalised
    assert len(email_hash(normalised)) == 64


def test_the_hash_depends_on_the_key(settings: object) -> None:
    before = email_hash("jan@example.com")
    settings.PRIVACY_KEY = "another key of at least thirty-two characters"  # type: ignore[attr-defined]
    assert email_hash("jan@example.com") != before
