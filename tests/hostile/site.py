"""One site that does it all, with neighbours that do what would shut a whole host."""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from tests.canary import Canary, canary_listening
from tests.hostile.addresses import ELSEWHERE, WAYS, spellings
from tests.hostile.answers import FAULTS, SLOW, written
from tests.hostile.pages import PAGES
from tests.hostile.pictures import PICTURES, hostile_picture
from tests.small_site import Answer, Handler, Route, SmallSite, endless, picture_bytes, site_serving

GOOD: Final = tuple(f"/good{number}.png" for number in range(8))
REDIRECTS: Final = (301, 302, 303, 307, 308)
CLOSED: Final = b"User-agent: *\nDisallow: /\n"
ROBOTS: Final = {
    "open": (Answer(b"User-agent: *\nAllow: /\n", kind="text/plain"), "fetched"),
    "closed": (Answer(CLOSED, kind="text/plain"), "skipped:robots_disallowed"),
    "html": (Answer(b"<!doctype html><h1>Welcome</h1>" * 100), "fetched"),
    "missing": (Answer(b"", 404), "fetched"),
    "forbidden": (Answer(b"", 403), "fetched"),
    "broken": (Answer(b"", 500), "skipped:robots_unreachable"),
    "busy": (Answer(b"", 503), "skipped:robots_unreachable"),
    "huge": (Answer(CLOSED + b"# so it goes on\n" * 700_000, kind="text/plain"), "skipped:robots_disallowed"),
    "endless": (endless, "fetched"),
    "bomb": (Answer(gzip.compress(CLOSED + bytes(30_000_000)), headers={"Content-Encoding": "gzip"}), "skipped:robots_unreachable"),
    "empty": (Answer(b""), "fetched"),
    "rubbish": (written(b"nonsense"), "failed:connection_failed"),
    "binary": (Answer(bytes(range(256)) * 400, kind="text/plain"), "fetched"),
    "wild": (Answer(b"User-agent: *\nDisallow: /" + b"*a" * 200 + b"b$\nCrawl-delay: 1e309\nCrawl-delay: nan\n"), "fetched"),
    "redirected": (Answer(b"", 302, {"Location": "http://127.0.0.1:1/"}), "skipped:robots_unreachable"),
    "loop": (Answer(b"", 302, {"Location": "/robots.txt"}), "skipped:robots_unreachable"),
}  # fmt: skip
"""Answers for robots.txt, and what becomes of a picture beside it."""


@dataclass
class HostileSite:
    """The site while it is served."""

    site: SmallSite
    canary: Canary
    neighbours: dict[str, SmallSite] = field(default_factory=dict)
    """By what they do: `slow-NAME` or `robots-NAME`."""

    @property
    def hosts(self) -> str:
        """Host and port of each neighbour, as an operator allows them."""
        return ",".join(urlsplit(neighbour.url).netloc for neighbour in self.neighbours.values())


@contextmanager
def hostile_serving() -> Iterator[HostileSite]:
    """Serve the site, its neighbours, and a port that nobody may touch."""
    with ExitStack() as stack:
        hostile = HostileSite(stack.enter_context(site_serving()), stack.enter_context(canary_listening()))
        for name, routes in _neighbours().items():
            hostile.neighbours[name] = stack.enter_context(site_serving(routes))
        _fill(hostile)
        yield hostile


def _neighbours() -> dict[str, dict[str, Route]]:
    good = Answer(picture_bytes("neighbour"), kind="image/png")
    slow: dict[str, dict[str, Route]] = {f"slow-{name}": {"/a.png": route} for name, (route, _) in SLOW.items()}
    return slow | {f"robots-{name}": {"/robots.txt": route, "/a.png": good} for name, (route, _) in ROBOTS.items()}


def _fill(hostile: HostileSite) -> None:
    site = hostile.site
    for name in PICTURES:
        site.routes[f"/picture/{name}"] = partial(_picture, name)
    for name, (route, _) in FAULTS.items():
        site.routes[f"/fault/{name}.png"] = site.routes[f"/fault/{name}"] = route
    for name, body in PAGES.items():
        site.routes[f"/page/{name}"] = Answer(body) if isinstance(body, bytes) else body
    for path in (*GOOD, "/last.png"):
        site.picture(path)
    _redirects(hostile)
    away = "".join(f'<img src="{neighbour.url}/a.png">' for neighbour in hostile.neighbours.values())
    pictures = "".join(f'<img src="/picture/{name}">' for name in PICTURES)
    faults = "".join(f'<img src="/fault/{name}.png"><a href="/fault/{name}">f</a>' for name in FAULTS)
    pages = "".join(f'<a href="/page/{name}">p</a>' for name in PAGES)
    good = "".join(f'<img src="{path}" alt="good">' for path in GOOD)
    site.page("/", f'{good}{pages}<a href="/ways">w</a><a href="/redirects">r</a><a href="/last">l</a>')
    site.page("/last", f'<img src="/last.png">{away}{pictures}{faults}')


def _picture(name: str, _: Handler) -> Answer:
    return Answer(hostile_picture(name), kind="image/jpeg")


def _redirects(hostile: HostileSite) -> None:
    """Every forbidden address by every way of a page, and behind redirects of pages, pictures, sheets and headers."""
    site, port = hostile.site, hostile.canary.port
    targets = [*spellings(port), *ELSEWHERE]
    site.page("/ways", "".join(WAYS.format(url=target) for target in targets))
    html = ""
    for number, target in enumerate(targets):
        location = target.encode().decode("latin-1").replace("\0", "")
        for path in (f"/r/{number}", f"/r/{number}.png", f"/r/{number}.css"):
            site.routes[path] = Answer(b"", REDIRECTS[number % 5], {"Location": location})
        site.routes[f"/h/{number}"] = Answer(
            b"<p>headers", headers={"Refresh": f"0; url={location}", "Link": f"<{location}>; rel=preload; as=image"}
        )
        html += f'<a href="/r/{number}">a</a><img src="/r/{number}.png"><link rel=stylesheet href="/r/{number}.css">'
        html += f'<a href="/h/{number}">h</a>'
    chain = 15
    for number in range(chain):
        for kind in ("html", "png"):
            site.routes[f"/chain/{number}.{kind}"] = Answer(b"", 302, {"Location": f"/chain/{number + 1}.{kind}"})
    site.page("/redirects", html + '<a href="/chain/0.html">c</a><img src="/chain/0.png">')
