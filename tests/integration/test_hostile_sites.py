"""The crawl process on sites that mean ill: nothing forbidden is touched, everything is bounded, the rest is found."""

import email.utils
import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl
from tests.crawl_process import crawl_of, crawler_run, image_ends, page_ends
from tests.small_site import Answer, Handler, SmallSite, endless, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

WAYS = """
<img src="{url}"><img srcset="{url} 2x"><picture><source srcset="{url}"></picture><video poster="{url}"></video><embed src="{url}.png">
<img data-src="{url}"><div style="background:url({url})"></div><iframe src="{url}"></iframe><object data="{url}.png"></object>
<a href="{url}">x</a><a href="{url}x.jpg">x</a><link rel=stylesheet href="{url}"><link rel=icon href="{url}"><input type=image src="{url}">
<link rel=next href="{url}"><meta property=og:image content="{url}"><meta http-equiv=refresh content="0;url={url}">
<script type="application/ld+json">{{"image":"{url}"}}</script><style>@import "{url}"; a{{background:url({url})}}</style>
"""


@contextmanager
def canary() -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """A port on loopback that must not be reached; what reached it."""
    contacts: list[tuple[str, int]] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stopping = threading.Event()

        def listen() -> None:
            while not stopping.is_set():
                try:
                    connection, address = server.accept()
                except TimeoutError:
                    continue
                contacts.append(address)
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], contacts
        finally:
            stopping.set()
            thread.join()


def spellings(port: int) -> list[str]:
    """Addresses of the canary, as attackers write them."""
    hosts = (
        "127.0.0.1", "2130706433", "0177.1", "017700000001", "0x7f.1", "127.1", "0", "127.0.0.2", "localhost", "[::1]",
        "[::ffff:127.0.0.1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1.", "x@127.0.0.1", "0.0.0.0", "[::]",
    )  # fmt: skip
    return [f"http://{host}:{port}/canary" for host in hosts] + [
        f"//127.0.0.1:{port}/c",
        f"\\\\127.0.0.1:{port}\\c",
        f"HTTP://127.0.0.1:{port}/c",
    ]


def crawled(site: SmallSite, tmp_path: Path, **variables: str) -> Crawl:
    crawl = crawl_of(f"{site.url}/")
    assert crawler_run(crawl, tmp_path, **variables) == Exit.ENDED
    return crawl


def test_site_cannot_lead_to_forbidden_addresses(tmp_path: Path) -> None:
    with canary() as (port, contacts), site_serving() as site:
        targets = spellings(port)
        html = "".join(WAYS.format(url=target) for target in targets)
        redirects = "".join(f'<a href="/r/{n}">x</a><img src="/ri/{n}.png">' for n in range(len(targets)))
        site.page(
            "/",
            html + redirects + '<img src="/good.png"><a href="file:///etc/passwd">f</a><img src="file:///etc/x.png">',
        )
        for number, target in enumerate(targets):
            for path in (f"/r/{number}", f"/ri/{number}.png"):
                location = target.encode("utf-8").decode("latin-1")
                site.routes[path] = Answer(status=301 + number % 2, headers={"Location": location})
        site.picture("/good.png")
        crawl = crawled(site, tmp_path)
        assert contacts == []
    assert image_ends(crawl)["/good.png"] == "fetched"
    assert set(image_ends(crawl).values()) <= {
        "fetched",
        "skipped:host_forbidden",
        "failed:http_status",
        "failed:host_unknown",
    }


def test_robots_and_sheets_cannot_lead_to_forbidden_addresses(tmp_path: Path) -> None:
    with canary() as (port, contacts), site_serving() as site:
        away = Answer(status=302, headers={"Location": f"http://127.0.0.1:{port}/"})
        site.routes |= {"/robots.txt": away, "/s.css": away}
        site.page("/", '<link rel=stylesheet href="/s.css"><img src="/good.png">')
        site.picture("/good.png")
        crawled(site, tmp_path)
        assert contacts == []


def test_pictures_that_are_none_have_reasons_and_others_go_on(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    bodies = {
        "/bomb.png": (bomb + chunk(b"IDAT", zlib.compress(b"\0" * 9)), "failed:too_many_pixels"),
        "/cut.jpg": (picture_bytes("cut", kind="JPEG")[:500], "failed:broken"),
        "/html.jpg": (b"<!doctype html><h1>Not found", "skipped:not_an_image"),
        "/empty.png": (b"", "skipped:empty"),
        "/v.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script><rect></svg>", "skipped:vector_graphic"),
        "/named.webp": (picture_bytes("jpeg", kind="JPEG"), "fetched"),
        "/tiny.gif": (
            picture_bytes("t", kind="GIF")[:3] + b"89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\0;",
            "skipped:tracking_pixel",
        ),
        "/good.png": (picture_bytes("good"), "fetched"),
    }
    with site_serving() as site:
        site.page("/", "".join(f'<img src="{path}">' for path in bodies))
        site.routes |= {path: Answer(body, kind="image/jpeg") for path, (body, _) in bodies.items()}
        crawl = crawled(site, tmp_path)
    assert image_ends(crawl) == {path: end for path, (_, end) in bodies.items()}


def test_answers_without_end_are_cut(tmp_path: Path) -> None:
    def silent(handler: Handler) -> None:
        time.sleep(20)
        handler.close_connection = True

    bomb = gzip.compress(b"\0" * 60_000_000)
    with site_serving() as site:
        site.page(
            "/",
            '<a href="/endless">e</a><a href="/silent">s</a><a href="/bomb">b</a><img src="/endless.png"><img src="/bomb.png"><img src="/good.png">',
        )
        site.routes |= {"/endless": endless, "/endless.png": endless, "/silent": silent}
        site.routes |= {path: Answer(bomb, headers={"Content-Encoding": "gzip"}) for path in ("/bomb", "/bomb.png")}
        site.picture("/good.png")
        crawl = crawled(site, tmp_path, FETCH_TIMEOUT_SECONDS="3")
    assert page_ends(crawl) == {
        "/": "done",
        "/endless": "skipped:too_large",
        "/silent": "failed:timeout",
        "/bomb": "skipped:too_large",
    }
    assert image_ends(crawl) == {
        "/endless.png": "skipped:too_large",
        "/bomb.png": "skipped:too_large",
        "/good.png": "fetched",
    }


def test_cookies_are_not_sent_back(tmp_path: Path) -> None:
    def flood(handler: Handler) -> Answer:
        handler.send_response_only(200)
        for number in range(80):
            handler.send_header("Set-Cookie", f"c{number}={'x' * 3000}")
        handler.send_header("Content-Length", "22")
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        handler.wfile.write(b'<img src="/good.png"> ')
        return None  # type: ignore[return-value]

    with site_serving({"/": flood}) as site:
        site.picture("/good.png")
        crawl = crawled(site, tmp_path)
        assert not any("Cookie" in headers for _, headers in site.requests)
    assert crawl.fetch_ended_reason


def test_redirects_without_end_have_a_reason(tmp_path: Path) -> None:
    def onward(handler: Handler) -> Answer:
        return Answer(status=302, headers={"Location": handler.path.replace("x", "xx", 1)})

    with site_serving() as site:
        site.page("/", '<a href="/x.html">x</a><img src="/x.png">')
        site.routes |= {f"/{'x' * n}.{kind}": onward for n in range(1, 15) for kind in ("html", "png")}
        crawl = crawled(site, tmp_path)
    ends = page_ends(crawl)
    assert "failed:redirect_loop" in ends.values()
    assert len(ends) < 14
    assert image_ends(crawl) == {"/x.png": "failed:redirect_loop"}


@pytest.mark.parametrize("as_date", [False, True])
def test_pause_that_a_server_asks_for_is_kept(tmp_path: Path, as_date: bool) -> None:
    asked: list[float] = []

    def busy(_: Handler) -> Answer:
        asked.append(time.time())
        if len(asked) > 1:
            return Answer(picture_bytes("late"), kind="image/png")
        pause = email.utils.formatdate(time.time() + 3, usegmt=True) if as_date else "2"
        return Answer(b"later", 429, {"Retry-After": pause})

    with site_serving({"/late.png": busy}) as site:
        site.page("/", '<img src="/late.png">')
        crawl = crawled(site, tmp_path)
    assert image_ends(crawl) == {"/late.png": "fetched"}
    assert asked[1] - asked[0] >= 2  # the server's wish, not our speed


def test_server_that_wants_to_be_left_alone_is(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", "".join(f'<img src="/{n}.png">' for n in range(5)) + '<a href="/next">n</a>')
        site.routes |= {f"/{n}.png": Answer(b"", 503, {"Retry-After": "86400"}) for n in range(5)}
        crawl = crawled(site, tmp_path)
        assert len(site.paths) <= 8
    assert set(image_ends(crawl).values()) == {"failed:blocked"}


def test_faults_that_pass_do_no_harm(tmp_path: Path) -> None:
    seen: dict[str, int] = {}

    def flaky(handler: Handler) -> Answer | None:
        seen[handler.path] = seen.get(handler.path, 0) + 1
        if seen[handler.path] == 1:
            return Answer(b"", 502)
        if seen[handler.path] == 2:
            handler.close_connection = True
            handler.connection.close()
            return None
        return Answer(picture_bytes(handler.path), kind="image/png")

    with site_serving({"/a.png": flaky, "/b.png": flaky}) as site:
        site.page("/", '<img src="/a.png"><img src="/b.png">')
        crawl = crawled(site, tmp_path)
    assert image_ends(crawl) == {"/a.png": "fetched", "/b.png": "fetched"}


def test_maze_is_bounded_and_content_beside_it_is_found(tmp_path: Path) -> None:
    def maze(handler: Handler) -> Answer:
        path = handler.path
        links = f'<a href="{path}/more">a</a><a href="/calendar?day={hash(path) % 10**6}">b</a><a href="/shop?sid={time.time_ns()}">c</a>'
        return Answer(f"<title>m</title>{links}<a href='/shop?f={time.time_ns()}&g=1'>d</a>".encode())

    class Maze(dict[str, object]):
        def get(self, path: str, default: object = None) -> object:  # every address of the maze exists
            return maze if path.startswith(("/maze", "/calendar", "/shop")) else super().get(path, default)

    with site_serving() as site:
        site.routes = Maze()  # type: ignore[assignment]
        site.page("/", '<a href="/maze">m</a>' + "".join(f'<a href="/real/{n}">r</a>' for n in range(30)))
        for number in range(30):
            site.page(f"/real/{number}", "real")
        crawl = crawl_of(f"{site.url}/", limit=150)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    ends = page_ends(crawl)
    assert all(ends[f"/real/{number}"] == "done" for number in range(30))
    assert sum(end == "done" for end in ends.values()) <= 150


def test_site_may_ask_not_to_be_indexed(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", '<a href="/hidden">h</a><img src="/free.png"><img src="/tagged.png"><img src="/both.png">')
        site.page(
            "/hidden",
            '<meta name=robots content="noindex,nofollow"><img src="/hidden.png"><img src="/both.png"><a href="/unseen">u</a>',
        )
        for path in ("/free.png", "/hidden.png", "/both.png"):
            site.picture(path)
        site.picture("/tagged.png", headers={"X-Robots-Tag": "noimageindex"})
        crawl = crawled(site, tmp_path)
        assert "/unseen" not in site.paths
    assert image_ends(crawl) == {
        "/free.png": "fetched",
        "/both.png": "fetched",
        "/tagged.png": "skipped:noimageindex",
        "/hidden.png": "skipped:noindex",
    }
