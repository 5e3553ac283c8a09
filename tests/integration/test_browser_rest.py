"""Pages that draw themselves late, in steps, or as they are scrolled: taken when all of it is there, and nothing of another page."""

import asyncio
import time
from collections.abc import Iterator

import pytest

from crawler.render.client import Renderer
from crawler.render.messages import Job, Rendered
from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from imagesearch.core.urls import host_port
from tests.small_site import Answer, Handler, SmallSite, site_serving

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not browser_path(), reason=f"no Chromium; `{INSTALL_COMMAND}` gets one"),
]

TOOLS = """<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const data = (path) => fetch(path).then((answer) => answer.json());
const add = (names) => { for (const name of names) document.body.append(Object.assign(new Image(), { src: `/${name}.png` })); };
const put = (html) => document.body.insertAdjacentHTML("beforeend", html);
</script>"""
PAGES = {
    "fetched after a timeout": ("setTimeout(() => data('/names').then(add), 300)", "ab"),
    "fetched in a chain": ("data('/names').then(() => wait(300)).then(() => data('/slow')).then(add)", "ab"),
    "answered slowly": ("data('/slow').then(add)", "ab"),
    "in an animation frame": ("requestAnimationFrame(() => requestAnimationFrame(() => add(['a'])))", "a"),
    "in idle time": ("requestIdleCallback(() => requestIdleCallback(() => add(['a'])))", "a"),
    "by a worker": (
        "new Worker(URL.createObjectURL(new Blob(['setTimeout(() => postMessage([\"a\"]), 250)']))).onmessage = (e) => add(e.data)",
        "a",
    ),
    "by an imported module": ("import('/module').then((m) => add(m.names))", "a"),
    "in small steps": ("(async () => { for (const n of 'abcdef') { await wait(150); add([n]); } })()", "abcdef"),
    "in steps without requests": (
        "(async () => { await wait(350); put('<p>soon</p>'); await wait(350); add(['a']) })()",
        "a",
    ),
    "when in sight": (
        """put('<div style="height:15000px"></div><img id=i alt=i>');
        new IntersectionObserver(([e]) => { if (e.isIntersecting) i.src = '/a.png' }).observe(i)""",
        "a",
    ),
    "by the browser, lazily": ("put('<div style=\"height:15000px\"></div><img loading=lazy src=/a.png>')", "a"),
    "below a page that grows": (
        """put('<div style="height:19900px"></div><p id=end>end</p>'); let n = 0;
        new IntersectionObserver(([e]) => { if (e.isIntersecting && n++ < 2)
          data('/names').then(() => { add(['b' + n]); put('<div style="height:25000px"></div>'); document.body.append(end); })
        }).observe(end)""",
        ["b1", "b2"],
    ),
}


def slow(_: Handler) -> Answer:
    time.sleep(0.9)
    return Answer(b'["a", "b"]', kind="application/json")


@pytest.fixture(scope="module")
def site() -> Iterator[SmallSite]:
    names = Answer(b'["a", "b"]', kind="application/json")
    module = Answer(b"export const names = ['a']", kind="text/javascript")
    with site_serving({"/names": names, "/slow": slow, "/module": module}) as serving:
        yield serving


@pytest.fixture(scope="module")
def taken(site: SmallSite) -> dict[str, Rendered]:
    """All pages, read by one browser."""

    async def read() -> list[Rendered]:
        renderer = Renderer([host_port(site.url)])
        bodies = [f"<!doctype html><body>{TOOLS}<script>{code}</script>" for code, _ in PAGES.values()]
        jobs = [Job(0, f"{site.url}/p{n}", "text/html", "", body.encode()) for n, body in enumerate(bodies)]
        try:
            return await asyncio.gather(*map(renderer.render, jobs))
        finally:
            await renderer.close()

    return dict(zip(PAGES, asyncio.run(read()), strict=True))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_taken_when_its_pictures_are_there(site: SmallSite, taken: dict[str, Rendered], name: str):
    assert taken[name].failure == ""
    assert set(taken[name].images) == {f"{site.url}/{picture}.png" for picture in PAGES[name][1]}


def test_tab_keeps_nothing_of_the_page_before(site: SmallSite):
    """One after the other, so that the tab is the same; the first asks for pictures when it is left."""
    leave = """sessionStorage.secret = name = 'left'; document.cookie = 'c=1'; add(['seen']);
        for (const left of ['beforeunload', 'visibilitychange', 'pagehide', 'unload']) addEventListener(left, () => add([left]));"""
    look = "put(`<p>[${sessionStorage.secret ?? ''}${name}${document.cookie}]</p>`); add(['own'])"

    async def read() -> list[Rendered]:
        renderer = Renderer([host_port(site.url)])
        jobs = [
            Job(0, f"{site.url}/{path}", "text/html", "", f"<body>{TOOLS}<script>{code}</script>".encode())
            for path, code in (("leave", leave), ("look", look), ("look", look))
        ]
        try:
            return [await renderer.render(job) for job in jobs]
        finally:
            await renderer.close()

    first, *others = asyncio.run(read())
    assert first.images == (f"{site.url}/seen.png",)
    for other in others:
        assert b"<p>[]</p>" in other.html
        assert other.images == (f"{site.url}/own.png",)
