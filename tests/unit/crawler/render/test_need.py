"""Which pages need a browser, told from their plain HTML."""

import pytest

from crawler.render.need import BODY_MAX_BYTES, browser_need

SCRIPT = '<script src="/app.js"></script>'
TEXT = "<p>" + "Words that a reader came for. " * 20 + "</p>"


def need(html: str, links: int = 0, images: int = 0) -> str:
    return browser_need(f"<!doctype html><title>t</title>{html}".encode(), links=links, images=images)


@pytest.mark.parametrize(
    ("html", "links", "images", "sign"),
    [
        (f'<div id="root"></div>{SCRIPT}', 0, 0, "empty_root"),
        (f"<div id=__next><div class=spinner></div></div>{SCRIPT}", 0, 0, "empty_root"),
        (f'<a href="/1">1</a><main id="app">Loading …</main>{SCRIPT}', 30, 12, "empty_root"),
        (f"<app-root></app-root>{SCRIPT}", 0, 0, "empty_root"),
        (
            f"<noscript>You need to enable JavaScript to run this app.</noscript>{TEXT}{SCRIPT}",
            0,
            0,
            "asks_for_scripts",
        ),
        (f"<p>A gallery</p>{SCRIPT}", 0, 0, "empty_shell"),
        (f"<script>{'draw();' * 100}</script>", 1, 1, "empty_shell"),
        (f"{'<img class=later>' * 6}{TEXT}{SCRIPT}", 20, 0, "empty_images"),
        (f'{"<img src=data:image/gif;base64,R0lGOD>" * 4}<img src="/logo.png">{SCRIPT}', 20, 1, "empty_images"),
    ],
    ids=["react", "next", "beside links", "angular", "noscript", "shell", "inline", "no address", "placeholders"],
)
def test_page_that_a_script_fills_needs_a_browser(html: str, links: int, images: int, sign: str):
    assert need(html, links, images) == sign


@pytest.mark.parametrize(
    ("html", "links", "images"),
    [
        ('<div id="root"></div>', 0, 0),
        (f'<div id="root"><h1>Here</h1>{TEXT}</div>{SCRIPT}', 0, 0),
        (f'<div id="app"><a href="/x">x</a><img src="/x.png"></div>{SCRIPT}', 9, 9),
        (f"{TEXT}{SCRIPT}", 2, 0),
        (f"<noscript>This site works better with JavaScript.</noscript>{TEXT}{SCRIPT}", 1, 0),
        ("<p>short</p><script>track()</script>", 1, 0),
        (f"{'<img data-src=/a.png>' * 9}{SCRIPT}", 8, 1),
        (f"{'<img src=/same.png>' * 9}{SCRIPT}", 8, 1),
        (f'<img src="/a.png">{SCRIPT}' + " " * BODY_MAX_BYTES, 0, 0),
        ("", 0, 0),
    ],
    ids=["no script", "drawn root", "drawn app", "text", "hint", "tracker", "lazy", "repeated", "huge", "empty"],
)
def test_page_that_has_its_content_needs_no_browser(html: str, links: int, images: int):
    assert need(html, links, images) == ""


@pytest.mark.parametrize("piece", ["<div id=root ", "<img ", "<noscript>enable ", "<script", "<div>"])
def test_page_of_endless_pieces_is_judged(piece: str):
    need(piece * 200_000 + SCRIPT)
