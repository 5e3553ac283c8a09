"""Roles, settled when a crawl has seen everything."""

import pytest

from imagesearch.crawls.services.roles import roles_settle
from imagesearch.crawls.states import ImageStatus, PageStatus
from tests.factories import crawl_make, image_make, page_make, sighting_make

pytestmark = pytest.mark.django_db


def test_roles_of_what_most_pages_show_are_settled() -> None:
    crawl = crawl_make()
    pages = [page_make(crawl, f"/{number}", status=PageStatus.DONE) for number in range(8)]
    frame = image_make(crawl, "frame.png", status=ImageStatus.INDEXED, width=300, height=100)
    logo = image_make(crawl, "logo.png", status=ImageStatus.INDEXED, width=300, height=100)
    photo = image_make(crawl, "photo.jpg", status=ImageStatus.INDEXED, width=300, height=100)
    for page in pages:
        sighting_make(frame, page)
        sighting_make(logo, page, role="logo", role_rule="named_logo")
    sighting_make(photo, pages[0])
    assert roles_settle(crawl.id) == 2
    assert roles_settle(crawl.id) == 0
    rows = {image.url[-8:]: image for image in type(frame).objects.filter(crawl=crawl)}
    got = {name: (row.role, row.role_rule, row.is_words_stale) for name, row in rows.items()}
    assert got == {
        "rame.png": ("decoration", "on_most_pages", True),
        "logo.png": ("logo", "named_logo", True),
        "hoto.jpg": ("content", "nothing_else", False),
    }


def test_roles_on_a_small_site_need_more_than_being_everywhere() -> None:
    crawl = crawl_make()
    image = image_make(crawl, status=ImageStatus.FETCHED, width=300, height=100)
    sighting_make(image, page_make(crawl, status=PageStatus.DONE))
    assert roles_settle(crawl.id) == 0
