"""The sitemaps of a site, taken together."""

from scrapy import Request
from scrapy.http import Response

from crawler.hosts import Hosts
from crawler.limits import Limits
from crawler.refusals import Refused
from crawler.sitemaps import FAILURES_MAX, SITEMAPS_MAX, Sitemaps

START = "http://site.test/"


def urlset(*paths: str) -> bytes:
    return ("<urlset>" + "".join(f"<url><loc>{path}</loc></url>" for path in paths) + "</urlset>").encode()


async def test_sitemaps_of_robots_and_usual_place_are_joined():
    hosts = Hosts(Limits(()))
    hosts.sitemaps_add(["http://site.test/other.xml"])
    bodies = {
        "/other.xml": urlset("/a"),
        "/sitemap.xml": b"<urlset><url><loc>/b</loc><image><loc>/b.png</loc></image></url></urlset>",
    }

    async def download(request: Request) -> Response:
        return Response(request.url, body=bodies["/" + request.url.rpartition("/")[2]])

    found = await Sitemaps(hosts, download).of_site(START)
    assert found.pages == ("http://site.test/a", "http://site.test/b")
    assert found.images == {"http://site.test/b": ("http://site.test/b.png",)}


async def test_sitemaps_that_name_each_other_have_an_end():
    asked = []

    async def download(request: Request) -> Response:
        asked.append(request.url)
        further = f"<sitemap><loc>{request.url}x</loc></sitemap><sitemap><loc>{request.url}</loc></sitemap>"
        return Response(request.url, body=f"<sitemapindex>{further}</sitemapindex>".encode())

    assert (await Sitemaps(Hosts(Limits(())), download).of_site(START)).pages == ()
    assert len(asked) == SITEMAPS_MAX


async def test_sitemaps_that_cannot_be_had_do_not_hold_the_crawl():
    hosts = Hosts(Limits(()))
    hosts.sitemaps_add(f"http://site.test/{number}.xml" for number in range(40))
    asked = []

    async def refused(request: Request) -> Response:
        asked.append(request.url)
        raise Refused("timeout")

    assert (await Sitemaps(hosts, refused).of_site(START)).pages == ()
    assert len(asked) == FAILURES_MAX + 1
