from collections import Counter

import pytest
import trafilatura
from lxml import html

from crawler.extract.main_text import READ_MAX_CHARACTERS, TEXT_MAX_CHARACTERS, main_text, text_kept, words_count

STORY = "The Anna was built in 1921 and carried salt between the islands until the bridge was opened. "
SITE = """<html><head><title>t</title><style>p {{color: red}}</style></head><body>
<div class="top-nav"><a href="/">Home</a> <a href="/all">All boats</a></div>
<nav>Menu of everything</nav>
<div id="cookie-banner">We use cookies</div>
<div class="content">{content}</div>
<ul class="links"><li><a href="/1">First</a></li><li><a href="/2">Second</a></li></ul>
<script>var x = "not text"</script><p hidden>unseen</p>
<footer>Imprint</footer></body></html>"""


def read(text: str) -> str:
    return main_text(html.document_fromstring(text))


def test_text_leaves_menus_scripts_and_footers_out():
    content = f"<h2><a href='/anna'>The Anna</a></h2><p>{STORY}</p><ul><li>two masts</li><li>one <b>boom</b></li></ul>"
    assert read(SITE.format(content=content)) == f"The Anna\n{STORY.strip()}\ntwo masts\none boom"


def test_text_of_main_is_preferred_to_the_rest():
    assert read(f"<body><div>Weather today</div><main><p>{STORY}</p></main></body>") == STORY.strip()


def test_small_article_beside_much_text_is_not_the_main_part():
    page = f"<body><article><p>Read this!</p></article><div><p>{STORY * 3}</p></div></body>"
    assert read(page) == f"Read this!\n{(STORY * 3).strip()}"


def test_paragraph_with_many_links_is_kept_and_a_list_of_links_is_not():
    paragraph = "".join(f"<a href='/{word}'>{word}</a> and " for word in STORY.split())
    assert read(f"<p>{paragraph}</p>") != ""
    assert read("<p><a href='/a'>Boats</a> | <a href='/b'>Ships</a></p>") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 30_000 + "deep" + "</div>" * 30_000,
        "<p>x</p>" * 400_000,
        "<p>" + "word " * 1_000_000 + "</p>",
        "<table><tr><td>" * 5_000,
        "<main>" * 3_000 + "m",
    ],
)
def test_text_of_hostile_pages_is_bounded(hostile: str):
    parser = html.HTMLParser(huge_tree=True)
    root = html.document_fromstring(f"<body>{hostile}</body>", parser=parser)
    assert len(text_kept(main_text(root))) <= TEXT_MAX_CHARACTERS


def test_long_text_is_cut_between_words():
    kept = text_kept("salt " * READ_MAX_CHARACTERS)
    assert len(kept) <= TEXT_MAX_CHARACTERS
    assert set(kept.split(" ")) == {"salt"}


@pytest.mark.parametrize(("text", "count"), [("", 0), ("two  words", 2), ("Über uns, heute", 3), ("写真を検索", 5)])
def test_words_are_counted(text: str, count: int):
    assert words_count(text) == count


def test_text_agrees_with_the_thorough_reader():
    content = f"<h1>Boats</h1><p>{STORY * 4}</p><table><tr><td>built</td><td>1921</td></tr></table><blockquote>{STORY}</blockquote>"
    page = SITE.format(content=content)
    ours, theirs = (Counter(text.split()) for text in (read(page), trafilatura.extract(page) or ""))
    assert sum((ours & theirs).values()) > 0.95 * max(ours.total(), theirs.total() - 4)
