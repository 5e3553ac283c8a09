"""Feeds and manifests beside a page: told once, and no loss when they cannot be had."""

import logging

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.companions import Companions, Told
from crawler.extract.page import PageContent, page_read
from crawler.refusals import Refused

URL = "http://site.test/"
MANIFEST = b'{"icons": [{"src": "/icon-512.png", "sizes": "512x512"}]}'


def page_with_manifest() -> PageContent:
    return page_read(b'<link rel="manifest" href="/app.json"><p>text</p>', URL)


async def manifest_given(request: Request) -> Response:
    return Response(request.url, body=MANIFEST)


async def refused(_: Request) -> Response:
    raise Refused("robots_disallowed")


async def test_manifest_tells_its_icons_once():
    companions = Companions(manifest_given)
    told = await companions.read(page_with_manifest())
    assert [image.url for image in told.images] == ["http://site.test/icon-512.png"]
    assert await companions.read(page_with_manifest()) == Told()


async def test_manifest_that_cannot_be_had_is_noted_and_tells_nothing(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO, logger="crawler.companions"):
        assert await Companions(refused).read(page_with_manifest()) == Told()
    assert [record.message for record in caplog.records] == ["companion_not_read"]
