"""Addresses as browsers read them (the WHATWG rules, by ada), and the key under which an address is one and the same."""

import hashlib
import re
from functools import lru_cache
from typing import Final

from ada_url import URL
from w3lib.url import canonicalize_url

from imagesearch.core.errors import Rejected

SCHEMES: Final = frozenset({"http:", "https:"})
PORTS: Final = {"http:": "80", "https:": "443"}
URL_MAX_CHARACTERS: Final = 4096
"""Longer addresses are noise or an attack; browsers and servers give up far below."""
KEY_BYTES: Final = 16
_PATH: Final = r"A-Za-z0-9_~,+=&;!$*()/."
_PLAIN: Final = re.compile(
    rf"((?:https?:)?//[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?=/))?((?!//|\.|[^?#]*/\.)[{_PATH}-]+(?:\?[{_PATH}%@:-]*)?)(?:#[{_PATH}-]*)?\Z"
)
"""Perhaps an origin, then a path and a query in which nothing is to be escaped and no segment begins with a dot."""


class UrlInvalid(Rejected):
    """Not an address of a web page."""

    code = "url_invalid"


def start_url(text: str) -> str:
    """The canonical start address of what a person typed.

    Raises:
        Rejected: no scheme (`url_no_scheme`, with the likely address), or not an http(s) address (`url_invalid`).
    """
    typed = text.strip()
    if not typed:
        raise UrlInvalid("Give the address of a web page, like https://example.org/.")
    if "://" not in typed:
        _scheme_missing(typed)
    return url_canonical(typed)


def _scheme_missing(typed: str) -> None:
    if (
        url_join("https://x/", f"https://{typed}")
        and "@" not in typed
        and not typed.lower().startswith(("mailto:", "javascript:", "data:"))
    ):
        raise Rejected(f"The address has no scheme; did you mean https://{typed[:200]} ?", code="url_no_scheme")
    raise UrlInvalid("Only http:// and https:// addresses can be crawled.")


def url_canonical(url: str) -> str:
    """The address as a browser would send it, without its fragment.

    Raises:
        UrlInvalid: not http(s), no host, a bad port, or with a user name or password in it.
    """
    parsed = _parsed(url)
    if parsed is None or parsed.protocol not in SCHEMES:
        raise UrlInvalid("Only http:// and https:// addresses with a host name can be used.")
    if parsed.username or parsed.password:
        raise UrlInvalid("An address with a user name or password in it is not accepted.")
    return str(parsed.href).partition("#")[0]


def url_join(base: str, reference: str) -> str | None:
    """Where a reference on a page leads, as browsers read it: backslashes, spaces, tabs, `//host`; None if nowhere on the web."""
    if len(reference) > URL_MAX_CHARACTERS:
        return None
    plain = _PLAIN.match(reference)
    href = _put_together(base, *plain.groups()) if plain else None
    href = href or _joined(base, reference)
    return href if href and len(href) <= URL_MAX_CHARACTERS else None


def _put_together(base: str, origin: str | None, path: str) -> str | None:
    """The address that a plain reference leads to, without a parser: nearly all on nearly every page are plain."""
    page_origin, folder = _place(base)
    if not page_origin:
        return None
    if origin is None:
        return (page_origin if path.startswith("/") else folder) + path
    full = page_origin.partition("/")[0] + origin if origin.startswith("//") else origin
    return full + path if _place(f"{full}/")[0] == full else None


@lru_cache(maxsize=256)
def _place(base: str) -> tuple[str, str]:
    """Origin and folder of an address; empty for one that is not on the web."""
    parsed = _parsed(base)
    if parsed is None or parsed.protocol not in SCHEMES:
        return "", ""
    origin = str(parsed.origin)
    return origin, origin + str(parsed.pathname).rpartition("/")[0] + "/"


def _joined(base: str, reference: str) -> str | None:
    parsed = _parsed(reference, base)
    href = str(parsed.href) if parsed else ""
    if parsed is None or not href.startswith(("http://", "https://")):
        return None
    if "@" in href:
        parsed.username = parsed.password = ""
        href = str(parsed.href)
    return href.partition("#")[0]


def url_key(url: str) -> bytes:
    """16 bytes that are equal for addresses that differ only in fragment, escapes or the order of their query."""
    try:
        form = canonicalize_url(url) if "?" in url or "%" in url or "#" in url else url
    except ValueError:  # w3lib reads a few addresses more strictly than browsers do
        form = url
    return hashlib.blake2b(form.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()


def url_host(url: str) -> str:
    """Host name in lower case, with its port unless that is the scheme's own."""
    return URL(url).host


def host_port(url: str) -> str:
    """`host:port` with the port spelled out, as exceptions of the guard name it."""
    parsed = URL(url)
    return f"{parsed.hostname}:{parsed.port or PORTS.get(parsed.protocol, '')}"


def _parsed(url: str, base: str | None = None) -> URL | None:
    try:
        return URL(url, base) if base else URL(url)
    except ValueError:
        return None
