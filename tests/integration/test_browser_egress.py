"""A page tries every way that browsers have to reach a port that it may not: nothing arrives, not even a connection."""

import asyncio
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from crawler.render.client import Renderer
from crawler.render.messages import Job, Rendered
from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from imagesearch.core.urls import host_port
from tests.canary import Canary, canary_listening
from tests.small_site import Answer, SmallSite, site_serving

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(not browser_path(), reason=f"no Chromium; `{INSTALL_COMMAND}` gets one"),
]

WAYS = """
const to = (way) => `${target}/hit/${way}`;
const over = (way) => `/away?${encodeURIComponent(to(way))}`;
const tried = [];
const attempt = (way, action) => { try { action(); tried.push(way); } catch (error) { tried.push(way); } };
const put = (html) => document.body.insertAdjacentHTML("beforeend", html);
const head = (html) => document.head.insertAdjacentHTML("beforeend", html);
const worker = (code) => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
const script = (src) => { const tag = document.createElement("script"); tag.src = src; document.head.append(tag); };

attempt("fetch", () => fetch(to("fetch"), { mode: "no-cors" }).catch(() => 0));
attempt("fetch-redirected", () => fetch(over("fetch-redirected"), { mode: "no-cors" }).catch(() => 0));
attempt("keepalive", () => fetch(to("keepalive"), { mode: "no-cors", keepalive: true }).catch(() => 0));
attempt("xhr", () => { const x = new XMLHttpRequest(); x.open("GET", to("xhr")); x.send(); });
attempt("beacon", () => navigator.sendBeacon(to("beacon"), "x"));
attempt("worker", () => new Worker(worker(`fetch("${to("worker")}", { mode: "no-cors" })`)));
attempt("worker-import", () => new Worker(worker(`importScripts("${to("worker-import")}")`)));
attempt("shared-worker", () => new SharedWorker(worker(`fetch("${to("shared-worker")}", { mode: "no-cors" })`)));
attempt("service-worker", () => navigator.serviceWorker.register("/sw.js"));
attempt("websocket", () => new WebSocket(to("websocket").replace("http", "ws")));
attempt("websocket-secure", () => new WebSocket(to("websocket-secure").replace("http", "wss")));
attempt("eventsource", () => new EventSource(to("eventsource")));
attempt("eventsource-redirected", () => new EventSource(over("eventsource-redirected")));
attempt("script", () => script(to("script")));
attempt("script-redirected", () => script(over("script-redirected")));
attempt("module", () => import(to("module")).catch(() => 0));
attempt("image", () => { new Image().src = to("image"); });
attempt("image-redirected", () => { new Image().src = over("image-redirected"); });
attempt("iframe", () => put(`<iframe src="${to("iframe")}"></iframe>`));
attempt("iframe-redirected", () => put(`<iframe src="${over("iframe-redirected")}"></iframe>`));
attempt("iframe-inner", () => put(`<iframe srcdoc='<script src="${to("iframe-inner")}"><\\/script>'></iframe>`));
attempt("object", () => put(`<object data="${to("object")}"></object>`));
attempt("embed", () => put(`<embed src="${to("embed")}">`));
attempt("video", () => put(`<video src="${to("video")}" poster="${to("poster")}" autoplay muted></video>`));
attempt("track", () => put(`<video><track default src="${to("track")}"></video>`));
attempt("style", () => head(`<link rel=stylesheet href="${to("style")}">`));
attempt("style-import", () => head(`<style>@import "${to("style-import")}";</style>`));
attempt("style-background", () => head(`<style>body{background:url(${to("style-background")})}</style>`));
attempt("font", () => { new FontFace("f", `url(${to("font")})`).load().catch(() => 0); });
attempt("icon", () => head(`<link rel=icon href="${to("icon")}">`));
attempt("manifest", () => head(`<link rel=manifest href="${to("manifest")}">`));
attempt("preload", () => head(`<link rel=preload as=script href="${to("preload")}">`));
attempt("modulepreload", () => head(`<link rel=modulepreload href="${to("modulepreload")}">`));
attempt("prefetch", () => head(`<link rel=prefetch href="${to("prefetch")}">`));
attempt("preconnect", () => head(`<link rel=preconnect href="${to("preconnect")}">`));
attempt("dns-prefetch", () => head(`<link rel=dns-prefetch href="${to("dns-prefetch")}">`));
attempt("prerender", () => {
  const rules = document.createElement("script");
  rules.type = "speculationrules";
  rules.textContent = JSON.stringify({
    prerender: [{ source: "list", urls: ["/prerendered"] }],
    prefetch: [{ source: "list", urls: [to("speculation")], eagerness: "immediate" }],
  });
  document.head.append(rules);
});
attempt("webrtc", () => {
  const port = new URL(target).port;
  const servers = [`stun:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`];
  const connection = new RTCPeerConnection({ iceServers: [{ urls: servers, username: "u", credential: "c" }] });
  connection.createDataChannel("c");
  connection.createOffer().then((offer) => connection.setLocalDescription(offer));
});
attempt("webtransport", () => new WebTransport(to("webtransport").replace("http:", "https:")));
attempt("window", () => window.open(to("window")));
attempt("window-clicked", () => { put(`<a id=w target=_blank rel=opener href="${to("window-clicked")}">w</a>`); w.click(); });
attempt("download", () => { put(`<a id=d download href="${to("download")}">d</a>`); d.click(); });
attempt("ping", () => { put(`<a id=p ping="${to("ping")}" href="#x">p</a>`); p.click(); });
attempt("form", () => {
  put(`<iframe name=f></iframe><form id=s method=post target=f action="${to("form")}"></form>`);
  s.submit();
});
attempt("violation", () => fetch("http://forbidden.test/").catch(() => 0));
setTimeout(() => attempt("location", () => { location = to("location"); }), 400);
document.body.dataset.tried = tried.length;
"""
WAYS_THAT_ARRIVE = ("fetch", "fetch-redirected", "xhr", "worker", "worker-import", "shared-worker", "websocket",
                    "eventsource", "eventsource-redirected", "script", "script-redirected", "module", "style")  # fmt: skip
"""What reaches a target that is allowed, as proof that the ways are real."""


VISITS_MAX = 4


def away(handler: object) -> Answer:
    """Redirects to whatever the query names."""
    return Answer(status=302, headers={"Location": unquote(handler.path.partition("?")[2])})  # type: ignore[attr-defined]


@pytest.fixture
def canary() -> Iterator[Canary]:
    with canary_listening() as listening:
        yield listening


def hostile(site: SmallSite, target: str) -> bytes:
    """The page, with scripts beside it; its redirects are named one by one since the site's table has no patterns."""
    site.routes["/sw.js"] = Answer(f"fetch('{target}/hit/service-worker')".encode(), kind="text/javascript")
    return f"<!doctype html><body><script>const target = '{target}';{WAYS}</script>".encode()


def visited(site: SmallSite, body: bytes, policy: str = "") -> Rendered:
    async def visit() -> Rendered:
        renderer = Renderer([host_port(site.url)])
        try:
            return await renderer.render(Job(0, f"{site.url}/", "text/html", policy, body))
        finally:
            await renderer.close()

    return asyncio.run(visit())


class AwaySite(dict[str, object]):
    """Routes with one pattern: what begins with /away redirects."""

    def get(self, key: str, default: object = None) -> object:
        return away if key.startswith("/away?") else super().get(key, default)


def test_browser_reaches_an_allowed_target_by_all_these_ways():
    """On a busy machine a page may be taken before all its ways are through: the next visit goes on."""
    hits: set[str] = set()
    with site_serving() as site:
        site.routes = AwaySite()  # type: ignore[assignment]
        for _ in range(VISITS_MAX):
            shown = visited(site, hostile(site, site.url))
            hits |= {path.removeprefix("/hit/") for path in site.paths if path.startswith("/hit/")}
            if hits.issuperset(WAYS_THAT_ARRIVE):
                break
    assert b'data-tried="' in shown.html
    assert set(WAYS_THAT_ARRIVE) <= hits
    assert not hits & {"service-worker", "window", "window-clicked", "download", "location", "image", "video", "font"}


def test_browser_contacts_nothing_that_is_not_allowed(canary: Canary):
    with site_serving() as site:
        site.routes = AwaySite()  # type: ignore[assignment]
        shown = visited(site, hostile(site, f"http://127.0.0.1:{canary.port}"))
    assert b'data-tried="' in shown.html
    assert canary.contacts == 0


def test_browser_reports_no_violation_to_a_forbidden_place(canary: Canary):
    policy = f"default-src 'none'; script-src 'unsafe-inline'; report-uri http://127.0.0.1:{canary.port}/report"
    with site_serving() as site:
        shown = visited(site, b"<body><script>fetch('/x').catch(() => 0)</script><img src=/x.png>", policy)
    assert shown.failure == ""
    assert canary.contacts == 0
