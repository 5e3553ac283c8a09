"""Pictures inside a page."""

import pytest

from crawler.extract.inline import data_bytes, inline_address, inline_key


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("data:image/png;base64,QUJD", b"ABC"),
        ("data:image/png;base64,QUI", b"AB"),
        ("data:image/png;base64,Q U\nJD==", b"ABC"),
        ("data:image/png;base64,QUJD%3D", b"ABC"),
        ("data:image/svg+xml,%3Csvg/%3E", b"<svg/>"),
        ("data:image/svg+xml;charset=utf8,<svg a='+'/>", b"<svg a='+'/>"),
        ("data:image/png;base64,!!!", None),
        ("data:image/png", None),
        ("http://a/,x", None),
    ],
)
def test_data_address_is_decoded(url: str, expected: bytes | None) -> None:
    assert data_bytes(url) == expected


def test_inline_address_leads_back_to_its_key() -> None:
    address, key = inline_address("data:image/svg+xml;charset=utf8,<svg/>", b"<svg/>")
    assert address == f"data:image/svg+xml;sha256,{key}"
    assert inline_key(address) == key


@pytest.mark.parametrize("url", ["http://a/x.png", "data:image/png;base64,QUJD", "data:image/png;sha256,../../etc"])
def test_inline_key_of_another_address_is_none(url: str) -> None:
    assert inline_key(url) is None
