"""The page of a crawl's pictures."""

import pytest
from django.test import Client

from frontend.pictures import PICTURES_PER_PAGE
from imagesearch.crawls.states import ImageStatus
from tests.factories import crawl_make, image_make, page_make, sighting_make, user_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def web() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(user_make("ada"))
    return client


def test_pictures_are_shown_by_reason_with_what_stands_for_them(web: Client) -> None:
    crawl = crawl_make()
    large = image_make(crawl, "large.jpg", status=ImageStatus.INDEXED)
    small = image_make(crawl, "small.jpg", status=ImageStatus.SKIPPED, reason="variant", variant_of=large)
    image_make(crawl, "dot.gif", status=ImageStatus.SKIPPED, reason="too_small", role="icon", role_rule="small")
    sighting_make(small, page_make(crawl, "/shop"), alt='"><script>alert(1)</script>')
    html = web.get(f"/crawls/{crawl.id}/pictures/?reason=variant").content.decode()
    assert "small.jpg" in html
    assert "large.jpg" in html
    assert "dot.gif" not in html
    assert "Another size or format of a picture that stands for it." in html
    assert "/shop" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    "query", ["", "?reason=nonsense", "?role=%00&status=x", "?after=-1", "?after=99999999999999999999999"]
)
def test_pictures_with_a_wrong_choice_are_all(web: Client, query: str) -> None:
    crawl = crawl_make()
    image_make(crawl, "a.jpg")
    answer = web.get(f"/crawls/{crawl.id}/pictures/{query}")
    assert answer.status_code == 200
    assert ("a.jpg" in answer.content.decode()) is ("after=9" not in query)


def test_pictures_come_page_by_page_and_none_twice(web: Client) -> None:
    crawl = crawl_make()
    images = [image_make(crawl, f"{number}.jpg", role="logo") for number in range(PICTURES_PER_PAGE + 1)]
    first = web.get(f"/crawls/{crawl.id}/pictures/?role=logo").content.decode()
    more = f"?role=logo&amp;after={images[-2].pk}"
    assert more in first
    second = web.get(f"/crawls/{crawl.id}/pictures/{more.replace('&amp;', '&')}").content.decode()
    assert second.count('class="picture-row"') == 1


def test_pictures_of_others_are_not_found(web: Client) -> None:
    assert web.get(f"/crawls/{crawl_make(owner=user_make('bob')).id}/pictures/").status_code == 404
