"""Crawls of real web sites, held against what independent readers of their files found: `../shared/sites`, where it is there."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from crawler.exits import Exit
from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.states import ImageStatus, PageStatus
from imagesearch.env import ROOT
from tests.crawl_process import crawl_of, crawler_run

SITES = ROOT.parent / "shared" / "sites"
SMALL = ("image-processing-lesson", "vanilla-lazyload-demos", "based-cooking")
"""From archives that lie beside their manifests; the others are packages of Debian and take minutes."""
LARGE = ("kicad-doc", "skimage-doc", "gimp-help", "grass-doc", "debian-handbook", "opencv-doc")
EMBEDDED = {"img-src", "img-srcset", "source-srcset"}
RECALL_MIN = 0.99

pytestmark = [
    pytest.mark.sites,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(3600),
    pytest.mark.skipif(not SITES.is_dir(), reason=f"{SITES} is not there: put the real test sites beside the checkout"),
]


@contextmanager
def site_served(name: str) -> Iterator[str]:
    """Serve a site; the address of its start page."""
    command = [sys.executable, str(SITES / "serve.py"), name, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            if not line.startswith("ready "):
                pytest.skip(f"{name} could not be fetched: serve.py {name} --prepare-only says why")
            yield line.removeprefix("ready ").strip()
        finally:
            server.terminate()


def path_of(url: str) -> str:
    """As the manifests write paths."""
    return re.sub("/{2,}", "/", unquote(urlsplit(url).path)) or "/"


def pages_missing(manifest: dict[str, Any], crawl: Crawl) -> set[str]:
    known = {page["path"] for page in manifest["pages"]}
    seen = set()
    for url in Page.objects.filter(crawl=crawl, status=PageStatus.DONE).values_list("url", flat=True):
        path = path_of(url)
        index = f"{path}index.html" if path.endswith("/") else f"{path}/index.html"
        seen.add(next((form for form in (path, index, f"{path}/") if form in known), path))
    return {page["path"] for page in manifest["pages"] if page["via"] == "core"} - seen


def recall_of(manifest: dict[str, Any], crawl: Crawl) -> dict[str, float]:
    """Share of the pictures with an end, for each way in which pages refer to them."""
    ended = Image.objects.filter(crawl=crawl).exclude(status=ImageStatus.FOUND).values_list("url", flat=True)
    seen = {path_of(url) for url in ended if not url.startswith("data:")}
    by_way: dict[str, list[bool]] = {}
    for image in manifest["images"]:
        ways = set(image["methods"])
        for way in {"embedded"} if ways & EMBEDDED else ways:
            by_way.setdefault(way, []).append(image["path"] in seen)
    return {way: sum(hits) / len(hits) for way, hits in by_way.items()}


@pytest.mark.parametrize("name", [*SMALL, *(LARGE if os.environ.get("ALL_SITES") else ())])
def test_site_is_crawled_whole(name: str, tmp_path: Path) -> None:
    manifest = json.loads((SITES / f"{name}.json").read_text(encoding="utf8"))
    with site_served(name) as url:
        crawl = crawl_of(url, limit=10_000, render="never")
        assert crawler_run(crawl, tmp_path) == Exit.ENDED
    assert crawl.fetch_ended_reason == "finished"
    assert pages_missing(manifest, crawl) == set()
    assert {way: share for way, share in recall_of(manifest, crawl).items() if share < RECALL_MIN} == {}
    unreasoned = Image.objects.filter(crawl=crawl, reason="").exclude(status=ImageStatus.FETCHED)
    assert not unreasoned.exists()
    broken = {image["path"] for image in manifest["broken_images"]}
    fetched = Image.objects.filter(crawl=crawl, status=ImageStatus.FETCHED).values_list("url", flat=True)
    assert not broken & {path_of(url) for url in fetched}
