"""What sites ask robots to leave alone."""

from datetime import UTC, datetime

import pytest

from crawler.extract.directives import Directives, Policy, directives
from crawler.extract.page import page_read
from imagesearch.crawls.options import Obey

NOW = datetime(2026, 11, 25, tzinfo=UTC)
AGENT = "imagesearch-crawler/1.0 (+https://example.org/bot)"


def read(*values: str, obey: Obey = Obey.ALL) -> Directives:
    return directives(values, Policy(obey, AGENT), now=NOW)


@pytest.mark.parametrize(
    ("value", "reason", "may_follow"),
    [
        ("", "", True),
        ("index, follow", "", True),
        ("noindex", "noindex", True),
        ("NOINDEX,NoFollow", "noindex", False),
        ("none", "noindex", False),
        ("noimageindex", "noimageindex", True),
        ("noai", "noai", True),
        ("noimageai", "noai", True),
        ("noai, noindex", "noindex", True),
        ("max-snippet: -1, noindex", "noindex", True),
        ("max-image-preview:large", "", True),
        ("googlebot: noindex", "", True),
        ("googlebot: noindex, nofollow", "", True),
        ("googlebot: nofollow, imagesearch-crawler: noindex", "noindex", True),
        ("imagesearch-crawler: noai, otherbot: noindex, nofollow", "noai", True),
        ("Imagesearch-Crawler: none", "noindex", False),
        ("crawler: noindex", "", True),
        ("imagesearch: noindex", "", True),
        (":noindex", "", True),
        ("unavailable_after: 25 Jun 2010 15:00:00 PST", "unavailable_after", True),
        ("unavailable_after: Friday, 25-Jun-10 15:00:00 UTC", "unavailable_after", True),
        ("unavailable_after: 2026-11-24T00:00:00Z", "unavailable_after", True),
        ("unavailable_after: 2026-11-24", "unavailable_after", True),
        ("unavailable_after: 2036-01-01, nofollow", "", False),
        ("unavailable_after: Wed, 25 Jun 2036 15:00:00 GMT, noimageindex", "noimageindex", True),
        ("unavailable_after: some day", "", True),
        ("otherbot: unavailable_after: 2010-01-01", "", True),
        ("imagesearch-crawler: unavailable_after: 2010-01-01", "unavailable_after", True),
    ],
)
def test_directives_are_those_for_everybody_and_for_us(value: str, reason: str, may_follow: bool):
    assert read(value) == Directives(reason, may_follow=may_follow)


@pytest.mark.parametrize(
    ("obey", "value", "reason"),
    [
        (Obey.INDEXING, "noai", ""),
        (Obey.INDEXING, "noimageai, noimageindex", "noimageindex"),
        (Obey.INDEXING, "noindex", "noindex"),
        (Obey.NOTHING, "none", ""),
        (Obey.NOTHING, "unavailable_after: 2010-01-01", ""),
    ],
)
def test_directives_hold_as_far_as_the_policy_says(obey: Obey, value: str, reason: str):
    assert read(value, obey=obey).reason == reason


def test_directives_of_several_headers_add_up():
    assert read("nofollow", "noai") == Directives("noai", may_follow=False)


def test_directives_of_two_readings_join_to_what_both_allow():
    both = Directives("noai").joined(Directives("", may_follow=False))
    assert both == Directives("noai", may_follow=False)


@pytest.mark.parametrize(
    ("meta", "reasons"),
    [
        ("<meta name=robots content=noai>", {"noai"}),
        ("<meta name=Imagesearch-Crawler content=noimageindex>", {"noimageindex"}),
        ("<meta name=googlebot content=noindex>", {""}),
        ("<meta name=description content=noindex>", {""}),
    ],
)
def test_page_gives_its_pictures_the_reason(meta: str, reasons: set[str]):
    page = page_read(
        f"{meta}<img src=/a.png><p>words".encode(), "https://site.example/", policy=Policy(user_agent=AGENT)
    )
    assert {image.skip_reason for image in page.images} == reasons


def test_page_whose_pictures_only_are_not_wanted_keeps_its_words():
    words = "<p>" + "A long sentence about boats in the harbour. " * 20
    kept = page_read(f"<meta name=robots content=noimageindex>{words}".encode(), "https://site.example/")
    dropped = page_read(f"<meta name=robots content=noai>{words}".encode(), "https://site.example/")
    assert kept.text is not None
    assert dropped.text is None
