"""Crawls of pages that draw themselves: with a browser, without one, and when there is no end to them."""

from pathlib import Path

import pytest

from crawler.exits import Exit
from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from imagesearch.crawls.models import Page, Sighting
from imagesearch.crawls.selectors.counts import crawl_problems
from tests.crawl_process import crawl_of, crawler_run, image_ends, page_ends
from tests.small_site import Answer, SmallSite, site_serving

pytestmark = [pytest.mark.integration, pytest.mark.django_db(transaction=True)]

needs_browser = pytest.mark.skipif(not browser_path(), reason=f"no Chromium; `{INSTALL_COMMAND}` gets one")

SHELL = '<title>Shop</title><div id="root"></div><script src="/app.js"></script>'
APP = b"""
fetch("/wares.json").then((answer) => answer.json()).then((wares) => {
  const root = document.getElementById("root");
  for (const name of wares) {
    const image = document.createElement("img");
    image.style.cssText = "display:block;width:200px;height:900px";
    image.alt = `Ware ${name}`;
    root.append(image);
    new IntersectionObserver(([entry], observer) => {
      if (entry.isIntersecting) { image.src = `/${name}.png`; observer.disconnect(); }
    }).observe(image);
  }
  const sheet = document.createElement("style");
  document.head.append(sheet);
  sheet.sheet.insertRule("body { background: url(/ground.png) }");
  const link = document.createElement("a");
  link.href = "/about";
  root.append(link);
});
"""


def shop(site: SmallSite) -> list[str]:
    """A shop whose wares a script shows when they come in sight; the paths of its pictures."""
    names = [f"ware{number}" for number in range(12)]
    site.page("/", SHELL)
    site.routes["/app.js"] = Answer(APP, kind="text/javascript")
    site.routes["/wares.json"] = Answer(str(names).replace("'", '"').encode(), kind="application/json")
    site.page("/about", "<title>About</title><p>plain words</p>")
    pictures = [*(f"/{name}.png" for name in names), "/ground.png"]
    for path in pictures:
        site.picture(path)
    return pictures


@needs_browser
def test_crawl_auto_reads_a_page_that_draws_itself(tmp_path: Path) -> None:
    with site_serving() as site:
        pictures = shop(site)
        crawl = crawl_of(f"{site.url}/", render="auto")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {"/": "done:rendered", "/about": "done"}
    assert image_ends(crawl) == dict.fromkeys(pictures, "fetched")
    assert Sighting.objects.get(image__url__endswith="/ware7.png").alt == "Ware ware7"
    assert not [path for path in pictures if site.paths.count(path) != 1]
    assert site.paths.count("/") == 1


@needs_browser
def test_crawl_with_a_page_that_never_rests_ends(tmp_path: Path) -> None:
    with site_serving() as site:
        site.page("/", '<img src="/a.png"><a href="/b">b</a><script>for (;;) {}</script>')
        site.page("/b", '<img src="/b.png"><script>setInterval(() => location.reload(), 10)</script>')
        site.picture("/a.png")
        site.picture("/b.png")
        crawl = crawl_of(f"{site.url}/", render="always")
        assert crawler_run(crawl, tmp_path, RENDER_TIMEOUT_SECONDS="12") == Exit.ENDED
    assert page_ends(crawl) == {"/": "done:render_failed", "/b": "done:rendered"}
    assert image_ends(crawl) == {"/a.png": "fetched", "/b.png": "fetched"}


def test_crawl_without_chromium_goes_on_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with site_serving() as site:
        shop(site)
        crawl = crawl_of(f"{site.url}/", render="always")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert page_ends(crawl) == {"/": "done:no_browser"}
    assert [(problem.status, problem.reason) for problem in crawl_problems(crawl.id)] == [("done", "no_browser")]
    assert "Chromium" in crawl_problems(crawl.id)[0].sentence


@needs_browser
def test_crawl_never_reads_with_a_browser_when_told_so(tmp_path: Path) -> None:
    with site_serving() as site:
        shop(site)
        crawl = crawl_of(f"{site.url}/", render="never")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert Page.objects.get(crawl=crawl).reason == ""
    assert "/app.js" not in site.paths
