"""robots.txt, as servers give it."""

import pytest

from crawler.robots import BODY_MAX_BYTES, robots_read
from imagesearch.crawls.states import RobotsRule

SITE = "https://shop.example"
BODY = b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\nSitemap: https://shop.example/map.xml\n"


def test_robots_forbid_what_they_name():
    robots = robots_read(200, BODY, SITE)
    assert robots.reason(f"{SITE}/private/a") == "robots_disallowed"
    assert robots.reason(f"{SITE}/open") == ""
    assert (robots.rule, robots.crawl_delay_seconds) == (RobotsRule.PARTLY, 7.0)
    assert robots.sitemaps == ("https://shop.example/map.xml",)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 302, 304])
def test_robots_that_are_not_there_allow_all(status: int):
    robots = robots_read(status, BODY, SITE)
    assert (robots.rule, robots.reason(f"{SITE}/private/a")) == (RobotsRule.NONE, "")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 599])
def test_robots_of_a_server_that_cannot_say_forbid_all(status: int):
    robots = robots_read(status, b"", SITE)
    assert (robots.rule, robots.reason(f"{SITE}/")) == (RobotsRule.UNREACHABLE, "robots_unreachable")
    assert robots.status == status


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"", RobotsRule.OPEN),
        (b"<!doctype html><title>Not found</title><p>Disallow nothing", RobotsRule.OPEN),
        (b"User-agent: *\nDisallow:\n", RobotsRule.OPEN),
        (b"User-agent: otherbot\nDisallow: /\n", RobotsRule.OPEN),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /\n", RobotsRule.CLOSED),
        (b"User-agent: *\nDisallow: /\nAllow: /open\n", RobotsRule.CLOSED),
        (b"User-agent: imagesearch-crawler\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n", RobotsRule.PARTLY),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Imagesearch-Crawler\nAllow: /\n", RobotsRule.OPEN),
        (b"\xff\xfe\0U\0s\0\xfa", RobotsRule.OPEN),
        (b"User-agent: *\nCrawl-delay: soon\n", RobotsRule.OPEN),
    ],
)
def test_robots_are_summed_up(body: bytes, rule: RobotsRule):
    assert robots_read(200, body, SITE).rule == rule


def test_robots_are_read_up_to_their_limit_and_no_rule_is_cut():
    rules = b"User-agent: *\nDisallow: /first\n"
    filler = b"# " + b"x" * (BODY_MAX_BYTES - len(rules) - len(b"# \nDisallow: /a")) + b"\n"
    cut = rules + filler + b"Disallow: /album-is-private\nDisallow: /last\n"
    robots = robots_read(200, cut, SITE)
    assert robots.reason(f"{SITE}/first") == "robots_disallowed"
    assert robots.reason(f"{SITE}/about") == ""
    assert robots.reason(f"{SITE}/last") == ""
