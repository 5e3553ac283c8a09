"""The guarded client, against a real server."""

import gzip
from urllib.parse import urlsplit

import pytest

from imagesearch.core.errors import ImageSearchError
from imagesearch.core.guard import Guard, HostForbidden
from imagesearch.fetch.client import fetch_bytes
from tests.small_site import Answer, SmallSite, site_serving


def guard_of(site: SmallSite) -> Guard:
    return Guard(frozenset({urlsplit(site.url).netloc}))


def code_of(url: str, guard: Guard, max_bytes: int = 1000) -> str:
    with pytest.raises(ImageSearchError) as caught:
        fetch_bytes(url, guard=guard, max_bytes=max_bytes, timeout_seconds=5)
    return caught.value.reason_code


def test_fetch_gives_what_the_address_gives_in_the_end() -> None:
    with site_serving({"/b": Answer(b"body", kind="image/png"), "/a": Answer(b"", 302, {"Location": "/b"})}) as site:
        fetched = fetch_bytes(f"{site.url}/a", guard=guard_of(site), max_bytes=1000, timeout_seconds=5)
        host = site.requests[0][1]["Host"]
    assert (fetched.url, fetched.status, fetched.content_type) == (f"{site.url}/b", 200, "image/png")
    assert fetched.body == b"body"
    assert host == urlsplit(site.url).netloc


def test_fetch_of_a_private_address_is_forbidden() -> None:
    with site_serving({"/": Answer(b"secret")}) as site:
        with pytest.raises(HostForbidden):
            fetch_bytes(f"{site.url}/", guard=Guard(), max_bytes=1000, timeout_seconds=5)
        assert site.paths == []


def test_fetch_redirected_to_a_private_address_is_forbidden() -> None:
    with site_serving({"/": Answer(b"secret")}) as hidden:
        away = Answer(b"", 301, {"Location": f"{hidden.url}/"})
        with site_serving({"/": away}) as site:
            assert code_of(f"{site.url}/", guard_of(site)) == "host_forbidden"
        assert hidden.paths == []


def test_fetch_has_limits() -> None:
    routes = {
        "/large": Answer(b"x" * 2000),
        "/bomb": Answer(gzip.compress(b"x" * 50_000), headers={"Content-Encoding": "gzip"}),
        "/loop": Answer(b"", 302, {"Location": "/loop"}),
        "/away": Answer(b"", 302, {"Location": "ftp://a.example/"}),
    }
    with site_serving(dict(routes)) as site:
        codes = {path: code_of(site.url + path, guard_of(site)) for path in routes}
    assert codes == {"/large": "too_large", "/bomb": "too_large", "/loop": "redirect_loop", "/away": "url_invalid"}


def test_fetch_of_a_closed_port_fails() -> None:
    with site_serving() as site:
        guard = guard_of(site)
    assert code_of(f"{site.url}/", guard) == "fetch_failed"
