"""Fetches one address for somebody: guarded at every hop, pinned to the checked address, capped in bytes and seconds."""

import time
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import httpx
from ada_url import URL

from imagesearch import env
from imagesearch.core.errors import Rejected, Unavailable
from imagesearch.core.guard import Guard
from imagesearch.core.urls import url_canonical, url_join

REDIRECTS_MAX: Final = 10


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave in the end."""

    url: str
    status: int
    content_type: str
    body: bytes


class FetchFailed(Unavailable):
    """The server did not answer, or not in time; the sentence is the same for every cause."""

    code = "fetch_failed"


class BodyTooLarge(Rejected):
    """The body is larger than the caller wants."""

    code = "too_large"


def fetch_bytes(url: str, *, guard: Guard, max_bytes: int, timeout_seconds: float) -> Fetched:
    """Fetch an address, following redirects.

    Args:
        url: an http(s) address, from anybody.
        guard: judges every hop.
        max_bytes: longest body read, counted after decompression.
        timeout_seconds: for everything together, lookups excepted.

    Raises:
        HostForbidden, HostUnknown: a hop may not be reached.
        BodyTooLarge: more than `max_bytes`.
        FetchFailed: no answer in time; retrying may help.
    """
    deadline = time.monotonic() + timeout_seconds
    url = url_canonical(url)
    with httpx.Client(trust_env=False, follow_redirects=False) as client:
        for _ in range(REDIRECTS_MAX + 1):
            fetched, following = _hop(client, url, guard, max_bytes, deadline)
            if following is None:
                return fetched
            url = following
    raise Rejected(f"The address redirects more than {REDIRECTS_MAX} times.", code="redirect_loop")


def _hop(client: httpx.Client, url: str, guard: Guard, max_bytes: int, deadline: float) -> tuple[Fetched, str | None]:
    address = guard.check_and_resolve(url)[0]
    try:
        request = _request(client, url, address, timeout_seconds=_left(deadline))
        with closing(client.send(request, stream=True)) as response:
            if response.is_redirect:
                return Fetched(url, response.status_code, "", b""), _following(url, response)
            body = _body(response, max_bytes, deadline)
            return Fetched(url, response.status_code, response.headers.get("content-type", ""), body), None
    except httpx.HTTPError as error:
        raise FetchFailed("The address could not be fetched.") from error


def _request(client: httpx.Client, url: str, address: str, *, timeout_seconds: float) -> httpx.Request:
    """A request to the IP that was judged, so that nothing is looked up again, under the name the server knows itself by."""
    pinned, named = URL(url), URL(url)
    pinned.hostname = f"[{address}]" if ":" in address else address
    return client.build_request(
        "GET",
        pinned.href,
        headers={"Host": named.host, "User-Agent": env.CRAWL_USER_AGENT},
        timeout=timeout_seconds,
        extensions={"sni_hostname": named.hostname},
    )


def _following(url: str, response: httpx.Response) -> str:
    following = url_join(url, response.headers.get("location", ""))
    if following is None:
        raise Rejected("The address redirects to something that is no web address.", code="url_invalid")
    return following


def _body(response: httpx.Response, max_bytes: int, deadline: float) -> bytes:
    pieces: list[bytes] = []
    size_bytes = 0
    for piece in response.iter_bytes(64 * 1024):
        size_bytes += len(piece)
        if size_bytes > max_bytes:
            raise BodyTooLarge(f"The body is larger than {max_bytes} bytes.")
        _left(deadline)
        pieces.append(piece)
    return b"".join(pieces)


def _left(deadline: float) -> float:
    """Seconds that are left; httpx limits each operation, this limits the whole."""
    left_seconds = deadline - time.monotonic()
    if left_seconds <= 0:
        raise FetchFailed("The address could not be fetched.")
    return left_seconds
