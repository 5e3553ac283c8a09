"""Addresses as browsers read them."""

import pytest
from ada_url import URL
from hypothesis import given, settings
from hypothesis import strategies as st

from imagesearch.core.errors import Rejected
from imagesearch.core.urls import KEY_BYTES, host_port, start_url, url_canonical, url_host, url_join, url_key


@pytest.mark.parametrize(
    ("base", "reference", "expected"),
    [
        ("http://a.org/b/c", "d.png", "http://a.org/b/d.png"),
        ("http://a.org/b/c", "//cdn.org/x", "http://cdn.org/x"),
        ("https://a.org/b/c", "\\img\\x y.png", "https://a.org/img/x%20y.png"),
        ("http://a.org/b/c", " \n x\t.png \r", "http://a.org/b/x.png"),
        ("http://a.org/b/", "é.png?q=ü#top", "http://a.org/b/%C3%A9.png?q=%C3%BC"),
        ("http://a.org/", "HTTP://A.ORG:80/X", "http://a.org/X"),
        ("http://a.org/", "http://u:p@a.org/x", "http://a.org/x"),
        ("http://a.org/b/c", "?page=2", "http://a.org/b/c?page=2"),
        ("http://a.org/b/c#x", "#top", "http://a.org/b/c"),
        ("http://a.org/images//x.png", "../y.png", "http://a.org/images/y.png"),
        ("http://a.org/", "javascript:void(0)", None),
        ("http://a.org/", "mailto:a@b.org", None),
        ("http://a.org/", "data:image/png;base64,AAAA", None),
        ("http://a.org/", "http://[bad", None),
        ("http://a.org/", "http://h:99999/", None),
        ("http://a.org/", "x" * 5000, None),
    ],
)
def test_url_join_as_browsers_do(base: str, reference: str, expected: str | None) -> None:
    assert url_join(base, reference) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (" https://Example.org ", "https://example.org/"),
        ("http://example.org:80/a#b", "http://example.org/a"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("http://127.0.0.1:8801/x/", "http://127.0.0.1:8801/x/"),
    ],
)
def test_start_url_of_an_address_is_canonical(typed: str, expected: str) -> None:
    assert start_url(typed) == expected


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("example.org", "url_no_scheme"),
        ("www.example.org/a?b=c", "url_no_scheme"),
        ("localhost:8000", "url_no_scheme"),
        ("", "url_invalid"),
        ("mailto:a@b.org", "url_invalid"),
        ("ftp://example.org/", "url_invalid"),
        ("file:///etc/passwd", "url_invalid"),
        ("http://", "url_invalid"),
        ("http://h:99999/", "url_invalid"),
        ("http://user:secret@example.org/", "url_invalid"),
        ("https://exa mple.org/", "url_invalid"),
    ],
)
def test_start_url_of_something_else_is_rejected(typed: str, code: str) -> None:
    with pytest.raises(Rejected) as caught:
        start_url(typed)
    assert caught.value.reason_code == code


def test_start_url_without_scheme_suggests_one() -> None:
    with pytest.raises(Rejected, match=r"https://example\.org"):
        start_url("example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.org/?b=1&a=2", "http://a.org/?a=2&b=1"),
        ("http://a.org/%7Eme", "http://a.org/~me"),
        ("http://a.org/x#top", "http://a.org/x"),
    ],
)
def test_url_key_of_the_same_place_is_equal(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@given(st.text() | st.from_regex(r"//[^/]{0,9}[/?#%@:.]{0,5}[a-z%?&=]{0,9}"))
def test_url_of_any_reference_has_a_host_and_a_key(reference: str) -> None:
    url = url_join("http://a.org/x/y?z=1", reference)
    if url is not None:
        assert len(url_key(url)) == KEY_BYTES
        assert url_host(url)
        assert url_canonical(url) == url


@settings(max_examples=400)
@given(
    st.sampled_from(
        ["http://a.org/x/y?z=1/2", "https://a.org:8443", "http://a.org:80/", "HTTP://u:p@A.org/b//c/../d", "data:x", "x"]
    ),
    st.lists(
        st.sampled_from(
            ["/", "//", ".", "..", "a", "A-b", "0x7f", "127.1", "a.org", "cdn.org", ":80", ":8", "http:", "https:", "?", "#", "%2e",
             "%", "x.png", "=", "&", "@", "~", "xn--a", " ", ";", ","]
        ),
        max_size=7,
    ).map("".join),
)  # fmt: skip
def test_url_join_without_a_parser_gives_what_the_parser_gives(base: str, reference: str) -> None:
    try:
        parsed = URL(reference, base)
    except ValueError:
        assert url_join(base, reference) is None
        return
    if parsed.protocol not in ("http:", "https:"):
        assert url_join(base, reference) is None
        return
    parsed.username = parsed.password = parsed.hash = ""
    assert url_join(base, reference) == parsed.href


def test_url_key_of_other_places_differs() -> None:
    places = [
        "http://a.org/",
        "http://a.org/x",
        "http://a.org/X",
        "https://a.org/",
        "http://a.org//x",
        "http://a.org/x/",
    ]
    assert len({url_key(place) for place in places}) == len(places)
    assert {len(url_key(place)) for place in places} == {KEY_BYTES}


def test_url_hosts_name_the_port() -> None:
    assert url_host("http://A.org:80/x") == "a.org"
    assert url_host("http://a.org:8080/x") == "a.org:8080"
    assert host_port("https://a.org/x") == "a.org:443"
    assert host_port("http://a.org:8080/x") == "a.org:8080"


def test_url_canonical_without_host_is_rejected() -> None:
    with pytest.raises(Rejected):
        url_canonical("data:text/html,x")
