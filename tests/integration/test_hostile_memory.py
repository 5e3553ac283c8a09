"""A site with every load at once: crawled to its end, in bounded memory, with a reason for each picture."""

import gzip
import os
import threading
import time
from pathlib import Path

import psutil
import pytest

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl, Image
from imagesearch.crawls.states import IMAGE_REASONS, PAGE_REASONS
from tests.crawl_process import PATIENCE_SECONDS, crawl_of, crawler_start, image_ends, page_ends
from tests.integration.test_hostile_sites import WAYS, canary, spellings
from tests.small_site import Answer, Handler, SmallSite, endless, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

MEMORY_MAX_MB = 400
GOOD = 8


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "image/png")
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.2)
    except OSError:
        handler.close_connection = True


def header_flood(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Flood: " + b"y" * 60_000 + b"\r\n")
    handler.wfile.write(b"".join(b"X-%d: z\r\n" % n for n in range(50_000)) + b"Content-Length: 2\r\n\r\nok")
    handler.close_connection = True


def cut_short(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\nonly this")
    handler.close_connection = True


def rubbish(handler: Handler) -> None:
    handler.wfile.write(os.urandom(4000))
    handler.close_connection = True


def hostile(site: SmallSite, port: int) -> None:
    """Links to every load; the good pictures stand on the first page and on the last."""
    zeros = gzip.compress(gzip.compress(b"\0" * 300_000_000, 9), 9)
    bomb = gzip.compress(b"<p>" * 40_000_000, 9)
    targets = spellings(port)
    site.routes |= {
        "/endless": endless, "/drip.png": drip, "/flood": header_flood, "/short.png": cut_short, "/rubbish": rubbish,
        "/rubbish.png": rubbish, "/endless.png": endless,
        "/twice": Answer(zeros, headers={"Content-Encoding": "gzip, gzip"}),
        "/bomb": Answer(bomb, headers={"Content-Encoding": "gzip"}),
        "/wrong": Answer(b"not packed", headers={"Content-Encoding": "gzip"}),
        "/br": Answer(b"\xff" * 500, headers={"Content-Encoding": "br"}),
        "/deep": Answer(b"<div>" * 100_000 + b"<img src=/deep.png>"),
        "/line": Answer(b"<p>" + b"x" * 8_000_000),
        "/urls": Answer(b"<style>" + b"a{background:url(" * 200_000),
        "/links": Answer(b"".join(b"<a href=/gone/%d>x</a>" % n for n in range(20_000))),
        "/images": Answer(b"".join(b"<img src=/none/%d.png>" % n for n in range(300))),
        "/attributes": Answer(b"<p " + b"".join(b"a%d=b " % n for n in range(100_000)) + b">"),
        "/json": Answer(b"<script type=application/ld+json>" + b'{"image":[' * 90_000 + b"</script>"),
        "/srcset": Answer(b'<img srcset="' + b",".join(b"/s%d.png %dw" % (n, n + 1) for n in range(1_000)) + b'">'),
        "/data": Answer(b'<img src="data:image/png;base64,' + b"A" * 6_000_000 + b'">'),
        "/ways": Answer("".join(WAYS.format(url=target) for target in targets[::8]).encode()),
        "/s.css": Answer(b"@import '/s.css?1';" + b"a{background:url(" * 100_000, kind="text/css"),
        "/loop": Answer(b"", 302, {"Location": "/loop"}),
        "/loop.png": Answer(b"", 302, {"Location": "/loop.png"}),
        "/refresh": Answer(b"<meta http-equiv=refresh content='0;url=/refresh?again'>"),
    }  # fmt: skip
    loads = "".join(f'<a href="{path}">x</a>' if "." not in path else f'<img src="{path}">' for path in site.routes)
    good = "".join(f'<img src="/good{n}.png" alt="good {n}">' for n in range(GOOD))
    site.page("/", f'<link rel=stylesheet href=/s.css>{good}{loads}<a href="/last">l</a>')
    site.page("/last", '<img src="/last.png">')
    for name in ("last", *(f"good{n}" for n in range(GOOD))):
        site.routes[f"/{name}.png"] = Answer(picture_bytes(name), kind="image/png")


def watched(crawl: Crawl, tmp_path: Path, **variables: str) -> float:
    """Run the crawl process; the most memory that it had, in megabytes."""
    process = crawler_start(crawl, tmp_path, **variables)
    reader = threading.Thread(target=process.communicate)
    reader.start()
    peak = 0
    deadline = time.monotonic() + 4 * PATIENCE_SECONDS
    while reader.is_alive() and time.monotonic() < deadline:
        try:
            peak = max(peak, psutil.Process(process.pid).memory_info().rss)
        except psutil.NoSuchProcess:
            break
        time.sleep(0.05)
    process.kill()
    reader.join()
    assert process.returncode == Exit.ENDED
    crawl.refresh_from_db()
    return peak / 1e6


def test_hostile_site_is_crawled_to_its_end_in_bounded_memory(tmp_path: Path) -> None:
    with canary() as (port, contacts), site_serving() as site:
        hostile(site, port)
        crawl = crawl_of(f"{site.url}/", limit=80, render="never")
        peak_mb = watched(crawl, tmp_path, FETCH_TIMEOUT_SECONDS="6")
    assert contacts == []
    assert peak_mb <= MEMORY_MAX_MB
    images, pages = image_ends(crawl), page_ends(crawl)
    assert all(images[f"/{name}.png"] == "fetched" for name in ("last", *(f"good{n}" for n in range(GOOD))))
    assert not Image.objects.filter(crawl=crawl, status="found").exists()
    assert {end.partition(":")[2] for end in images.values()} <= set(IMAGE_REASONS)
    assert {end.partition(":")[2] for end in pages.values()} <= set(PAGE_REASONS)
    assert {end.partition(":")[0] for end in pages.values()} <= {"done", "failed", "skipped"}
    assert crawl.fetch_ended_reason == "page_limit"
