"""A crawl of pages whose scripts mean ill, all read with the browser: each ends, nothing forbidden is touched, the rest is found."""

from dataclasses import dataclass

import pytest

from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from imagesearch.crawls.models import PageText
from imagesearch.crawls.states import CRAWL_REASONS, PAGE_REASONS
from tests.canary import canary_listening
from tests.crawl_process import RowsBorrowed, crawl_of, image_ends, page_ends
from tests.hostile.watching import Peaks, crawl_watched
from tests.small_site import Answer, site_serving

pytestmark = [
    pytest.mark.integration,
    pytest.mark.django_db,
    pytest.mark.skipif(not browser_path(), reason=f"no Chromium; `{INSTALL_COMMAND}` gets one"),
]

MEMORY_MAX_MB = 400
AWAY = ("{target}/x", "file:///etc/passwd", "/to-target", "/to-file")
"""Where no page may lead to: by itself, and by a redirect of the site."""
SCRIPTS = {
    "dialogs": "for (let i = 0; i < 50; i++) { alert(i); confirm(i); prompt(i); print(); }",
    "staying": "onbeforeunload = (event) => { event.preventDefault(); return 'stay'; }; setInterval(() => location = '/good', 20)",
    "windows": "setInterval(() => { open('{target}/w'); open('about:blank'); }, 2)",
    "downloads": "for (const at of [{away}]) put(`<a class=d download href='${at}'>d</a>`);"
    "setInterval(() => document.querySelectorAll('.d').forEach((d) => d.click()), 20)",
    "frames": "for (const at of [{away}]) put(`<iframe src='${at}'></iframe>`);"
    "let frame = self; for (let i = 0; i < 60; i++) { frame = frame.document.body.appendChild("
    "frame.document.createElement('iframe')).contentWindow; }",
    "messages": "onmessage = () => { postMessage(0, '*'); postMessage(0, '*'); }; postMessage(0, '*')",
    "workers": "for (let i = 0; i < 8; i++) new Worker(URL.createObjectURL(new Blob(["
    "`fetch('{target}/k', { mode: 'no-cors' }); for (;;) {}`])))",
    "service-worker": "navigator.serviceWorker?.register('/sw.js').catch(() => 0)",
    "sockets": "setInterval(() => { new WebSocket('{socket}/s'); new WebSocket('/to-target'); }, 50)",
    "fetches": "for (const at of [{away}]) { fetch(at, { mode: 'no-cors' }).catch(() => 0); new Image().src = at; }",
    "leaving": "const all = [{away}]; let n = 0; setInterval(() => { location = all[n++ % all.length]; }, 30)",
    "posting": "put(`<form id=f method=post action='{target}/p'></form>`); f.submit()",
    "large": "for (let i = 0; i < 300; i++) put('<div><img src=x>'.repeat(500))",
    "growing": "setInterval(() => put('<p>'.repeat(3000)), 1)",
    "prototypes": "Object.prototype.toJSON = () => { throw 1 }; JSON.stringify = Promise = MutationObserver = setTimeout = null",
    "endless": "for (;;) {}",
}
PUT = "const put = (html) => document.body.insertAdjacentHTML('beforeend', html);"


@dataclass(frozen=True)
class Crawled:
    """What is left of the crawl."""

    pages: dict[str, str]
    images: dict[str, str]
    texts: list[str]
    reason: str
    contacts: int
    peaks: Peaks


@pytest.fixture(scope="module")
def crawled(rows_borrowed: RowsBorrowed, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl for all."""
    with rows_borrowed(), site_serving() as site, canary_listening() as canary:
        target = f"http://127.0.0.1:{canary.port}"
        away = ", ".join(f"'{place.replace('{target}', target)}'" for place in AWAY)
        for path, place in (("/to-target", f"{target}/r"), ("/to-file", "file:///etc/passwd")):
            site.routes[path] = Answer(b"", 302, {"Location": place})
        site.routes["/sw.js"] = Answer(f"fetch('{target}/sw')".encode(), kind="text/javascript")
        for name, script in SCRIPTS.items():
            named = (
                script.replace("{target}", target)
                .replace("{socket}", target.replace("http", "ws"))
                .replace("{away}", away)
            )
            site.page(f"/{name}", f'<img src="/{name}.png"><script>{PUT}{named}</script>')
            site.picture(f"/{name}.png")
        site.page(
            "/refresh",
            f'<meta http-equiv="refresh" content="0;url={target}/m"><img src="/refresh.png"><script>1</script>',
        )
        site.page(
            "/good",
            "<p>good</p><script>document.body.append(Object.assign(new Image(), { src: '/drawn.png' }))</script>",
        )
        for path in ("/refresh.png", "/drawn.png"):
            site.picture(path)
        site.page("/", "".join(f'<a href="/{name}">p</a>' for name in (*SCRIPTS, "refresh", "good")))
        crawl = crawl_of(f"{site.url}/", render="always")
        peaks = crawl_watched(crawl, tmp_path_factory.mktemp("scripts"), RENDER_TIMEOUT_SECONDS="8")
        texts = [*PageText.objects.filter(page__crawl=crawl).values_list("text", flat=True)]
        return Crawled(page_ends(crawl), image_ends(crawl), texts, crawl.fetch_ended_reason, canary.contacts, peaks)


def test_forbidden_addresses_are_not_touched(crawled: Crawled) -> None:
    assert crawled.contacts == 0
    assert not [text for text in crawled.texts if "root:" in text]


@pytest.mark.parametrize("name", [*SCRIPTS, "refresh"])
def test_page_has_its_end_and_its_picture(crawled: Crawled, name: str) -> None:
    assert crawled.pages[f"/{name}"] in ("done:rendered", "done:render_failed")
    assert crawled.images[f"/{name}.png"] == "fetched"


def test_crawl_ends_in_bounded_memory_with_all_that_is_drawn(crawled: Crawled) -> None:
    assert crawled.reason in CRAWL_REASONS
    assert {end.partition(":")[2] for end in crawled.pages.values()} <= set(PAGE_REASONS)
    assert crawled.pages["/good"] == "done:rendered"
    assert crawled.images["/drawn.png"] == "fetched"
    assert crawled.peaks.own_mb <= MEMORY_MAX_MB, crawled.peaks
