"""Hits are joined to rows: the sighting that says most, pictures in order, nothing that is not searchable."""

import pytest

from imagesearch.crawls.models import Image, Page, Sighting
from imagesearch.crawls.states import ImageStatus
from imagesearch.search import selectors
from imagesearch.search.results import Hit, MatchParts
from imagesearch.search.selectors import Seen, results_of
from tests.unit.search.stand_ins import crawl_of, picture

pytestmark = pytest.mark.django_db
MATCHED = MatchParts(pixels=0.9, words=0, meaning=0, exact=0, example=0, terms=())


def hit(image: Image, *folded: Image) -> Hit:
    others = tuple(one.sha256 for one in folded)
    return Hit(crawl_id=image.crawl_id, sha256=image.sha256, score=0.9, is_strong=True, matched=MATCHED, folded=others)


def seen(image: Image, number: int, **words: str) -> None:
    page = Page.objects.create(
        crawl=image.crawl, url=f"https://a.test/at/{number}", url_key=f"page {number:011}".encode()
    )
    Sighting.objects.create(image=image, page=page, route="img-src", **words)


@pytest.mark.parametrize(
    ("sightings", "best"),
    [
        ([{}, {"caption": "c"}, {"alt": "a"}, {"alt": "b"}], 3),
        ([{}, {"title": "t"}, {"caption": "c"}], 2),
        ([{}, {}], 0),
    ],
)
def test_a_result_shows_the_first_sighting_that_says_most(user, sightings, best):
    image = picture(crawl_of(user), "logo")
    for number, words in enumerate(sightings, 1):
        seen(image, number, **words)
    [result] = results_of([hit(image)], first_rank=1)
    assert result["page_url"] == (f"https://a.test/at/{best}" if best else "https://a.test/1")


def test_a_picture_on_many_pages_is_read_with_one_sighting(user, django_assert_num_queries, monkeypatch):
    image = picture(crawl_of(user), "logo")
    for number in range(50):
        seen(image, number, alt="Logo")
    read: list[Seen] = []

    def read_one(*values: str) -> Seen:
        read.append(Seen(*values))
        return read[-1]

    monkeypatch.setattr(selectors, "Seen", read_one)
    with django_assert_num_queries(2):
        [result] = results_of([hit(image)], first_rank=1)
    assert result["alt"] == "Logo"
    assert [one for one in read if one.page_url] == [Seen("Logo", "", "", "https://a.test/at/0", "")]


def test_copies_are_listed_and_what_is_gone_is_left_out(user):
    crawl = crawl_of(user)
    first, again = picture(crawl, "house", sha256="a" * 64), picture(crawl, "house", sha256="a" * 64, alt="A house")
    small, gone = picture(crawl, "house", sha256="b" * 64), picture(crawl, "house", sha256="c" * 64)
    Image.objects.filter(pk=gone.pk).update(status=ImageStatus.FAILED)
    [result] = results_of([hit(first, small, gone), hit(gone)], first_rank=7)
    assert (result["rank"], result["image_id"], result["copies"]) == (7, again.pk, 3)
    assert [(copy["image_id"], copy["kind"]) for copy in result["copies_list"]] == [
        (first.pk, "identical"),
        (small.pk, "resized"),
    ]


def test_the_same_content_in_two_crawls_is_two_results(user):
    here, there = crawl_of(user), crawl_of(user, "b.test")
    images = [picture(crawl, "house", sha256="d" * 64) for crawl in (here, there)]
    results = results_of([hit(image) for image in reversed(images)], first_rank=1)
    assert [result["image_id"] for result in results] == [images[1].pk, images[0].pk]
