"""Pages that load whoever reads them, and pages whose words are meant for whoever shows them."""

import gzip
import json
from collections.abc import Mapping
from typing import Final

from tests.small_site import Answer, Handler, Route, endless

BIDI: Final = "\u202egnp.a\u202c"
CONTROLS: Final = "".join(map(chr, range(1, 32))) + "\x7f\u0085\u2028\ufeff\ufffe"


def nested_frames(depth: int) -> str:
    html = '<img src="/inner.png">'
    for _ in range(depth):
        html = f'<iframe srcdoc="{html.replace("&", "&amp;").replace(chr(34), "&quot;")}"></iframe>'
    return html


def refreshing(handler: Handler) -> Answer:
    """Sends the visitor on to an address that is new each time."""
    path = handler.path.partition("?")[0]
    return Answer(f'<meta http-equiv=refresh content="0;url={path}?{len(handler.path)}">'.encode())


PAGES: Final[Mapping[str, bytes | Route]] = {
    "deep": b"<div>" * 100_000 + b"<img src=/deep.png>",
    "deep-pictures": b"".join(b"<div><img src=/none/d%d.png>" % (n % 100) for n in range(3000)),
    "many-pictures": b"".join(b"<img src=/none/%d.png alt='some words'>" % n for n in range(300)),
    "countless-pictures": b"".join(b"<img src='data:image/png;base64,!%d' alt='some words'>" % n for n in range(50_000)),
    "srcset": b'<img srcset="' + b",".join(b"/none/s%d.png %dw" % (n, n + 1) for n in range(20_000)) + b'">',
    "described": b"".join(b"<img src='data:,%d' aria-describedby=i%d><p id=i%d>x" % (n, n, n) for n in range(20_000)),
    "data-uri": b'<img src="data:image/png;base64,' + b"A" * 8_000_000 + b'">',
    "data-uri-20-megabytes": b'<img src="data:image/png;base64,' + b"A" * 20_000_000 + b'">',
    "frames": nested_frames(8).encode(),
    "frames-in-circles": b'<iframe src="/page/frames-in-circles?a"></iframe><iframe src="/page/frames"></iframe>',
    "long-urls": b"".join(b"<a href='/%s'>x</a><img src='/%s.png'>" % (b"u" * n, b"u" * n) for n in (2000, 5000, 100_000)),
    "credentials": b'<a href="http://user:secret@127.0.0.1/">x</a><img src="//user:secret@[::1]/a.png">',
    "json": b"<script type=application/ld+json>" + b'{"image":[' * 90_000 + b"</script>",
    "json-odd": b'<script type=application/ld+json>{"image":["/none/\\u0000.png","/none/\\ud800.png","\\udfff"],"@type":7}</script>',
    "scripts": b'<script type=application/ld+json>{"image":"/none/j.png"}</script>' * 20_000,
    "styles": b"<style>" + b"a{background:url(" * 200_000,
    "attributes": b"<p " + b"".join(b"a%d=b " % n for n in range(100_000)) + b">",
    "sheets": b"".join(b"<link rel=stylesheet href='/page/sheet?%d'>" % n for n in range(3000)),
    "sheet": Answer(b"@import '/page/sheet?x';a{background:url(" * 50_000, kind="text/css"),
    "manifests": b"".join(b"<link rel=manifest href='/page/json?%d'>" % n for n in range(300)),
    "feeds": b"".join(b"<link rel=alternate type=application/atom+xml href='/page/feed?%d'>" % n for n in range(300)),
    "feed": b'<!DOCTYPE f [<!ENTITY e SYSTEM "file:///etc/passwd">]><feed><entry><link href="&e;"/></entry></feed>',
    "refresh": refreshing,
    "endless": endless,
    "bomb": Answer(gzip.compress(b"<p>" * 20_000_000), headers={"Content-Encoding": "gzip"}),
    "controls": f"<title>{CONTROLS}&#0;&#xD800;&#x202e;</title><img src='/c{CONTROLS}.png' alt='{CONTROLS}&#0;&#xDFFF;'>".encode(),
    "bidi": f'<title>{BIDI}</title><p>{BIDI * 50}<img src="/good0.png" alt="{BIDI}" title="{BIDI}">'.encode(),
    "surrogates": b"<title>\xed\xa0\x80</title><p>\xed\xa0\x80\xed\xb0\x80<img src='/\xed\xa0\x80.png' alt='\xed\xa0\x80'>",
    "utf-7": Answer(b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-", kind="text/html; charset=utf-7"),
    "utf-16": Answer("<p>text<img src='/good1.png'>".encode("utf-16"), kind="text/html"),
    "charset-nonsense": Answer(b"<p>text", kind="text/html; charset=" + "x" * 5000),
    "markup": b"<title><script>alert(1)</script></title><img src=/good2.png alt='\"><script>alert(1)</script>{{7*7}}${7*7}'>",
    "json-state": b"<script>window.__NUXT__=" + json.dumps({"a": ["/good3.png"] * 50_000}).encode() + b"</script>",
    "link-headers": Answer(b"<p>x", headers={"Link": "</good4.png>; rel=preload; as=image, " * 400, "Refresh": "0; url=/last"}),
}  # fmt: skip
"""By name; each is read in some seconds, or left out with a reason."""
