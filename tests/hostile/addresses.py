"""Addresses that must not be reached, as attackers write them, and the ways in which a page can name one."""

from typing import Final

WAYS: Final = """
<img src="{url}"><img srcset="{url} 2x"><picture><source srcset="{url}"></picture><video poster="{url}"></video><embed src="{url}.png">
<img data-src="{url}"><div style="background:url({url})"></div><iframe src="{url}"></iframe><object data="{url}.png"></object>
<a href="{url}">x</a><a href="{url}x.jpg">x</a><link rel=stylesheet href="{url}"><link rel=icon href="{url}"><input type=image src="{url}">
<link rel=next href="{url}"><meta property=og:image content="{url}"><meta http-equiv=refresh content="0;url={url}">
<link rel=manifest href="{url}"><link rel=alternate type=application/rss+xml href="{url}"><link rel=preload as=image href="{url}">
<script type="application/ld+json">{{"image":"{url}"}}</script><style>@import "{url}"; a{{background:url({url})}}</style>
<script type="application/json">{{"image":"{url}.png"}}</script><svg width=64 height=64><image href="{url}"/><use href="{url}#a"/></svg>
<iframe srcdoc="<img src='{url}'><link rel=stylesheet href='{url}'>"></iframe><form action="{url}"><base href="/"></form>
"""
HOSTS: Final = (
    "127.0.0.1", "2130706433", "0177.1", "017700000001", "0x7f.1", "127.1", "0", "127.0.0.2", "localhost", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "①②⑦.⓪.⓪.①", "127。0。0。1", "127.0.0.1.", "x@127.0.0.1",
    "x:y@127.0.0.1", "0.0.0.0", "[::]", "LOCALHOST", "localhost.", "%31%32%37.0.0.1",
)  # fmt: skip
ELSEWHERE: Final = (
    "http://10.0.0.1/", "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/", "http://100.100.100.200/",
    "http://[fd00::1]/", "http://[fe80::1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://224.0.0.1/",
    "http://metadata.google.internal/", "http://printer.local/", "file:///etc/passwd", "ftp://127.0.0.1/x.png",
    "gopher://127.0.0.1/x", "javascript:alert(1)", "view-source:http://127.0.0.1/", "chrome://gpu", "ws://127.0.0.1/x",
    "http://127.0.0.1:22/", "http://[", "http://", "http://a b/", "https://\0/",
)  # fmt: skip
"""Nothing of ours listens there; a request would be told by its reason."""


def spellings(port: int) -> list[str]:
    """Addresses of one port on loopback."""
    return [f"http://{host}:{port}/canary" for host in HOSTS] + [
        f"//127.0.0.1:{port}/c",
        f"\\\\127.0.0.1:{port}\\c",
        f"HTTP://127.0.0.1:{port}/c",
        f"ht\ttp://127.0.0.1:{port}/c",
        f"http:/\\127.0.0.1:{port}/c",
    ]
