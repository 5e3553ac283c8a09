"""The sample site: the same every time, with everything that a crawler must cope with."""

import re
from collections import Counter
from urllib.request import urlopen

import pytest
from PIL import Image

from imagesearch.ops.sample_pages import BROKEN, LYING_FILE
from imagesearch.ops.sample_plan import site_pages
from imagesearch.ops.sample_site import COPIES, sample_site_truth, sample_site_write, site_server
from tests.serving import server_running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    sample_site_write(folder)
    return folder


def test_site_has_a_dozen_pages_and_some_hundred_pictures(folder):
    assert 12 <= len(list(folder.rglob("*.html"))) <= 20
    assert 120 <= len(list((folder / "pictures").iterdir())) <= 200


def test_site_truth_names_files_that_exist(folder):
    truth = sample_site_truth()
    assert all((folder / file).is_file() for file in truth)
    kinds = {group.kind for scene in truth.values() for group in scene.groups}
    assert {"house", "car", "fish", "cat"} <= kinds


def test_site_formats_are_what_they_say_but_one(folder):
    formats = Counter(Image.open(folder / file).format for file in sample_site_truth())
    assert {"JPEG", "PNG", "WEBP", "GIF", "AVIF"} == set(formats)
    assert Image.open(folder / LYING_FILE).format == "JPEG"


def test_site_has_each_route(folder):
    html = "".join(page.read_text() for page in folder.rglob("*.html"))
    for route in ("srcset=", "<source ", "data-src=", "<noscript>", "poster=", "og:image", "<figcaption>"):
        assert route in html
    assert re.search(r'<a href="/pictures/', html)


def test_site_leaves_many_pictures_without_words():
    wordless = sum(not picture.words for page in site_pages() for picture in page.pictures)
    assert 50 < wordless < 100


def test_site_answers_the_demonstration(folder):
    subjects = {tuple(scene.subject): scene.background for scene in sample_site_truth().values()}
    assert ("1 red car",) in subjects
    assert subjects[("1 yellow house",)] in {"night", "snow"}
    assert ("1 orange fish",) in subjects


def test_site_has_its_oddities(folder):
    with pytest.raises(OSError, match="truncated"):
        Image.open(folder / BROKEN[0]).load()
    assert not (folder / BROKEN[1]).exists()
    copies = [(folder / copy).read_bytes() for _, copy in COPIES]
    bodies = [(folder / file).read_bytes() for file in sample_site_truth()]
    assert all(copy in bodies for copy in copies)
    assert "Disallow: /private/" in (folder / "robots.txt").read_text()


def test_site_written_twice_is_left_alone(folder):
    before = (folder / "index.html").stat().st_mtime_ns
    sample_site_write(folder)
    assert (folder / "index.html").stat().st_mtime_ns == before


def test_site_server_names_the_types(folder):
    avif = next(file for file in sample_site_truth() if file.endswith(".avif"))
    with server_running(site_server(folder)) as url, urlopen(f"{url}/{avif}") as response:
        assert response.headers["Content-Type"] == "image/avif"
