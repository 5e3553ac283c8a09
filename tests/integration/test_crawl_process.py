"""The crawl process on friendly sites: everything found, nothing twice, and no end that loses work."""

import gzip
import signal
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.blobs.store import BlobKind, DiskBlobStore
from imagesearch.crawls.models import Crawl, Image, Page, PageText, Sighting
from imagesearch.crawls.states import ImageStatus, PageStatus
from tests.crawl_process import crawl_of, crawler_end, crawler_run, crawler_start, image_ends, page_ends
from tests.small_site import Answer, gallery, picture_bytes, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]


def test_crawl_of_a_site_finds_pages_pictures_and_words(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page(
            "/",
            '<h1>Cats</h1><img src="a.png" alt="A cat"><a href="/b/">b</a><a href="/gone">g</a><link rel=stylesheet href=s.css>',
        )
        site.page(
            "/b/",
            '<img src="../a.png" title="The same cat"><img src="/twin.png"><a href="http://elsewhere.invalid/">o</a>',
        )
        site.picture("/a.png")
        site.routes["/twin.png"] = site.routes["/a.png"]
        site.routes["/s.css"] = Answer(b"body{background:url(bg.png)}", kind="text/css")
        site.picture("/bg.png", "blue")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert crawl.fetch_ended_reason == "finished"
    assert page_ends(crawl) == {"/": "done", "/b/": "done", "/gone": "failed:http_status"}
    assert image_ends(crawl) == dict.fromkeys(["/a.png", "/twin.png", "/bg.png"], "fetched")
    sightings = Sighting.objects.filter(image__url=f"{site.url}/a.png").order_by("id")
    assert [(sighting.alt, sighting.title) for sighting in sightings] == [("A cat", ""), ("", "The same cat")]
    content = PageText.objects.get(page__url=f"{site.url}/")
    assert (content.text, content.word_count, content.language) == ("Cats", 1, "")
    image = Image.objects.get(url=f"{site.url}/a.png")
    assert (image.format, image.width, image.height) == ("PNG", 80, 60)
    assert image.color.startswith("#ff0")  # red, with the edges of white letters
    store = DiskBlobStore(tmp_path / "blobs")
    assert store.get(BlobKind.ORIGINAL, image.sha256) == picture_bytes("/a.png red")
    assert store.get(BlobKind.THUMBNAIL, image.sha256).startswith(b"\xff\xd8")
    assert len(site.paths) == len(set(site.paths))


def test_crawl_stays_within_its_limit(tmp_path: Path) -> None:
    with site_serving() as site:
        gallery(site, 40)
        crawl = crawl_of(f"{site.url}/", limit=5)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    ends = list(page_ends(crawl).values())
    assert crawl.fetch_ended_reason == "page_limit"
    assert ends.count("done") == 5
    assert set(ends) == {"done", "skipped:page_limit"}
    assert Image.objects.filter(crawl=crawl, status=ImageStatus.FETCHED).count() == 10


def test_crawl_stays_within_depth_and_patterns(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", '<a href="/a/1">1</a><a href="/private/x">p</a><a href="/b">b</a>')
        site.page("/a/1", '<a href="/a/2">2</a>')
        site.page("/b", '<a href="/b/deep">d</a>')
        crawl = crawl_of(f"{site.url}/", depth=1, exclude=["*/private/*"])
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {
        "/": "done", "/a/1": "done", "/b": "done", "/private/x": "skipped:excluded", "/a/2": "skipped:depth_limit",
        "/b/deep": "skipped:depth_limit",
    }  # fmt: skip


def test_crawl_follows_redirects_as_pages(tmp_path: Path) -> None:
    def to(where: str) -> Answer:
        return Answer(status=302, headers={"Location": where})

    with site_serving() as site:
        site.routes["/"] = to("/home")
        site.page(
            "/home",
            '<a href="/old">o</a><a href="/older">o</a><a href="/self">s</a><a href="/away">a</a><img src="/moved.png">',
        )
        site.routes |= {
            "/old": to("/new"),
            "/older": to("/new"),
            "/self": to("/self"),
            "/away": to("http://a.invalid/"),
        }
        site.routes["/moved.png"] = to("/real.png")
        site.page("/new", "")
        site.picture("/real.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert site.paths.count("/new") == 1
    assert page_ends(crawl) == {
        "/": "skipped:redirected", "/home": "done", "/old": "skipped:redirected", "/older": "skipped:redirected",
        "/new": "done", "/self": "failed:redirect_loop", "/away": "skipped:redirect_out_of_scope",
    }  # fmt: skip
    assert image_ends(crawl) == {"/moved.png": "fetched"}


def test_crawl_takes_pages_and_pictures_for_what_they_are(tmp_path: Path) -> None:
    with site_serving() as site:
        links = ("/page-without-type", "/photo", "/text.html", "/film.html", "/lies.html")
        site.page("/", "".join(f'<a href="{path}">x</a>' for path in links))
        site.routes["/page-without-type"] = Answer(
            b"<!DOCTYPE html><img src=/from-page.png>", kind="application/octet-stream"
        )
        site.picture("/photo")
        site.routes["/text.html"] = Answer(b"<b>no</b> page", kind="text/plain")
        site.routes["/film.html"] = Answer(b"\0" * 1000, kind="video/mp4")
        site.routes["/lies.html"] = Answer(picture_bytes("lies"))
        site.picture("/from-page.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    ends = page_ends(crawl)
    assert {ends[path] for path in ("/", "/page-without-type")} == {"done"}
    assert {ends[path] for path in ("/photo", "/lies.html")} == {"skipped:image"}
    assert {ends[path] for path in ("/film.html",)} == {"skipped:not_html"}
    assert image_ends(crawl) == dict.fromkeys(["/photo", "/lies.html", "/from-page.png"], "fetched")


def test_crawl_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    pages = 60
    with site_serving() as site:
        gallery(site, pages, pause_seconds=0.05)
        crawl = crawl_of(f"{site.url}/")
        for done in (3, 25):
            process = crawler_start(crawl, tmp_path)
            while Page.objects.filter(crawl=crawl, status=PageStatus.DONE).count() < done:
                time.sleep(0.02)
            assert crawler_end(process, signal.SIGKILL) == -signal.SIGKILL
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert list(page_ends(crawl).values()) == ["done"] * pages
    assert list(image_ends(crawl).values()) == ["fetched"] * pages * 2
    assert Sighting.objects.filter(page__crawl=crawl).count() == pages * 2


@pytest.mark.parametrize("how", ["signal", "lease"])
def test_crawl_stopped_gives_back_what_it_has(tmp_path: Path, how: str) -> None:
    with site_serving() as site:
        gallery(site, 60, pause_seconds=0.25)
        crawl = crawl_of(f"{site.url}/")
        process = crawler_start(crawl, tmp_path)
        while Page.objects.filter(crawl=crawl, status=PageStatus.DONE).count() < 3:
            time.sleep(0.02)
        if how == "lease":
            Crawl.objects.filter(pk=crawl.pk).update(lease_holder="another")
            process.communicate(timeout=60)
            assert process.returncode == Exit.STOPPED
            Crawl.objects.filter(pk=crawl.pk).update(lease_holder=crawl.lease_holder)
        else:
            assert crawler_end(process, signal.SIGTERM) == Exit.STOPPED
        assert not Page.objects.filter(crawl=crawl, status=PageStatus.CLAIMED).exists()
        assert not Image.objects.filter(crawl=crawl).exclude(claimed_by="").exists()
        pages, images = Page.objects.filter(crawl=crawl), Image.objects.filter(crawl=crawl)
        assert pages.filter(status=PageStatus.QUEUED).exists() or images.filter(status=ImageStatus.FOUND).exists()
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert list(page_ends(crawl).values()) == ["done"] * 60
    assert list(image_ends(crawl).values()) == ["fetched"] * 120


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"broken", 500), "start_page_failed"),
        (Answer(b"no", 403), "blocked_by_site"),
        (Answer(b"%PDF-1.4", kind="application/pdf"), "start_page_failed"),
    ],
)
def test_crawl_of_an_unreadable_start_ends_with_its_reason(tmp_path: Path, answer: Answer, reason: str) -> None:
    with site_serving({"/": answer}) as site:
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert crawl.fetch_ended_reason == reason


def test_crawl_of_an_unknown_host_ends_with_its_reason(tmp_path: Path) -> None:
    crawl = crawl_of("http://no-such-host.invalid/", allowed=False)
    assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert crawl.fetch_ended_reason == "host_unknown"


def test_crawl_of_a_private_host_ends_with_its_reason(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", "secret")
        crawl = crawl_of(f"{site.url}/", allowed=False)
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert site.paths == []
    assert crawl.fetch_ended_reason == "host_forbidden"


def test_crawl_obeys_robots(tmp_path: Path) -> None:
    with site_serving() as site:
        site.routes["/robots.txt"] = Answer(
            b"User-agent: *\nDisallow: /private\nDisallow: /secret.png", kind="text/plain"
        )
        site.page("/", '<a href="/private/a">a</a><a href="/open">o</a><img src="/secret.png"><img src="/open.png">')
        site.page("/open", "")
        site.page("/private/a", "")
        site.picture("/secret.png")
        site.picture("/open.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert site.paths[0] == "/robots.txt"
        assert not {"/private/a", "/secret.png"} & set(site.paths)
    assert page_ends(crawl) == {"/": "done", "/open": "done", "/private/a": "skipped:robots_disallowed"}
    assert image_ends(crawl) == {"/secret.png": "skipped:robots_disallowed", "/open.png": "fetched"}


@pytest.mark.parametrize(
    ("robots", "reason"),
    [(Answer(b"User-agent: *\nDisallow: /"), "robots_disallowed"), (Answer(b"", 503), "robots_unreachable")],
)
def test_crawl_forbidden_by_robots_ends_with_its_reason(tmp_path: Path, robots: Answer, reason: str) -> None:
    with site_serving({"/robots.txt": robots}) as site:
        site.page("/", "")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert "/" not in site.paths
    assert crawl.fetch_ended_reason == reason


def test_crawl_visits_what_only_a_sitemap_names(tmp_path: Path) -> None:
    with site_serving() as site:
        site.routes["/robots.txt"] = Answer(f"Sitemap: {site.url}/maps.xml".encode(), kind="text/plain")
        site.routes["/maps.xml"] = Answer(b"<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>")
        locations = "".join(
            f"<url><loc>{url}</loc></url>" for url in (f"{site.url}/lonely", "http://elsewhere.invalid/")
        )
        site.routes["/map.xml"] = Answer(f"<urlset>{locations}</urlset>".encode())
        site.page("/", "home")
        site.page("/lonely", "<img src=/a.png>")
        site.picture("/a.png")
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {"/": "done", "/lonely": "done"}
    assert image_ends(crawl) == {"/a.png": "fetched"}


@pytest.mark.parametrize("path", ["/maps/all.xml", "/maps/all.xml.gz", "/maps/all.txt"])
def test_crawl_of_a_sitemap_visits_what_it_names(tmp_path: Path, path: str) -> None:
    with site_serving() as site:
        pages = [f"{site.url}/a", f"{site.url}/b", "http://elsewhere.invalid/"]
        xml = "".join(f"<url><loc>{url}</loc></url>" for url in pages)
        inner = Answer(gzip.compress(f"<urlset>{xml}</urlset>".encode()), kind="application/gzip")
        index = b"<sitemapindex><sitemap><loc>/inner.xml.gz</loc></sitemap></sitemapindex>"
        site.routes |= {
            "/inner.xml.gz": inner,
            "/maps/all.xml": Answer(index, kind="application/xml"),
            "/maps/all.xml.gz": inner,
            "/maps/all.txt": Answer("\n".join(pages).encode(), kind="text/plain"),
        }
        site.page("/a", "")
        site.page("/b", "")
        crawl = crawl_of(f"{site.url}{path}")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {path: "done:sitemap", "/a": "done", "/b": "done"}
    assert crawl.fetch_ended_reason == "finished"


def test_crawl_keeps_pictures_written_into_pages(tmp_path: Path) -> None:
    with site_serving() as site:
        data = "data:image/png;base64," + b64encode(picture_bytes("inline")).decode()
        site.page(
            "/",
            f'<img src="{data}" alt="inside"><img src="data:image/png;base64,!!"><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">',
        )
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    ends = sorted(image_ends(crawl).values())
    assert ends == ["fetched", "skipped:bad_url", "skipped:tracking_pixel"]
    assert Image.objects.get(crawl=crawl, status="fetched").url.startswith("data:image/png;sha256,")


def test_crawl_over_its_time_leaves_the_rest_out(tmp_path: Path) -> None:
    with site_serving() as site:
        gallery(site, 400, pause_seconds=0.5)
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path, CRAWL_TIMEOUT_SECONDS="3") == Exit.ENDED
    assert crawl.fetch_ended_reason == "time_limit"
    assert set(page_ends(crawl).values()) == {"done", "skipped:time_limit"}
    assert set(image_ends(crawl).values()) <= {"fetched", "skipped:time_limit"}


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A file system of its own with room for a few pictures only."""
    folder.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("mounting a small file system needs root; run as root: pytest -k full_disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_crawl_on_a_full_disk_stops_and_goes_on_later(tmp_path: Path) -> None:
    with site_serving() as site:
        gallery(site, 30)
        crawl = crawl_of(f"{site.url}/")
        with small_disk(tmp_path / "blobs"):
            assert crawler_run(crawl, tmp_path) == Exit.ENDED
        assert crawl.fetch_ended_reason == "storage_full"
        statuses = set(image_ends(crawl).values())
        assert statuses == {"fetched", "found"}
        Crawl.objects.filter(pk=crawl.pk).update(fetch_ended_reason="")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert crawl.fetch_ended_reason == "finished"
    assert list(image_ends(crawl).values()) == ["fetched"] * 60


def test_crawl_fetches_the_next_best_of_a_srcset(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page(
            "/",
            '<link rel="manifest" href="/app.webmanifest"><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
            '<img src="/s.png" srcset="/s.png 100w, /gone.png 900w, /m.png 400w"><img srcset="/a.png 1x, /b.png 2x">'
            '<img src="https://count.invalid/pixel" width="1" height="1">'
            '<svg width="90" height="90"><circle cx="40" cy="40" r="30" fill="red"/></svg>',
        )
        site.routes["/app.webmanifest"] = Answer(b'{"icons": [{"src": "/icon.png"}]}', kind="application/manifest+json")
        feed = b'<rss><channel><item><link>/post</link><enclosure url="/post.png" type="image/png"/></item></channel></rss>'
        site.routes["/feed.xml"] = Answer(feed, kind="application/rss+xml")
        site.page("/post", "nothing new")
        for path in ("/s.png", "/m.png", "/a.png", "/b.png", "/icon.png", "/post.png"):
            site.picture(path)
        crawl = crawl_of(f"{site.url}/")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    ends = image_ends(crawl)
    (drawn,) = (ends.pop(path) for path in list(ends) if path.startswith("data:"))
    assert drawn == "fetched"
    assert ends == {
        "/s.png": "skipped:variant",
        "/gone.png": "failed:http_status",
        "/m.png": "fetched",
        "/a.png": "skipped:variant",
        "/b.png": "fetched",
        "/pixel": "skipped:tracking_pixel",
        "/icon.png": "fetched",
        "/post.png": "fetched",
    }
    assert page_ends(crawl) == {"/": "done", "/post": "done"}
    standing = dict(Image.objects.filter(crawl=crawl, reason="variant").values_list("url", "variant_of__url"))
    assert standing == {f"{site.url}/s.png": f"{site.url}/m.png", f"{site.url}/a.png": f"{site.url}/b.png"}
    assert not {"/s.png", "/a.png"} & set(site.paths)
