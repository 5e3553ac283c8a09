"""The admin: what operators see, what they can do, and that it all goes through the services."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from imagesearch.accounts.owners import owner_ensure
from imagesearch.crawls.models import Crawl
from tests.factories import crawl_make, image_make, page_make, sighting_make

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def admin() -> Client:
    client = Client(HTTP_HOST="localhost")
    client.force_login(owner_ensure()[0])
    return client


def act(admin: Client, action: str, *crawls: Crawl) -> str:
    data = {"action": action, "_selected_action": [crawl.pk for crawl in crawls]}
    return admin.post("/admin/crawls/crawl/", data, follow=True).content.decode()


def test_list_shows_live_counts(admin: Client):
    crawl = crawl_make(status="running")
    page_make(crawl, status="done")
    image_make(crawl, status="indexed")
    image_make(crawl, "b.jpg", status="skipped", reason="too_small")
    page = admin.get("/admin/crawls/crawl/").content.decode()
    assert '<td class="field-pages">1/1</td>' in page
    assert '<td class="field-found">2</td>' in page
    assert '<td class="field-searchable">1</td>' in page


def test_list_costs_the_same_for_many_crawls(admin: Client, django_assert_max_num_queries):
    for _ in range(30):
        page_make(crawl_make())
    with django_assert_max_num_queries(10):
        admin.get("/admin/crawls/crawl/")


def test_actions_call_the_services(admin: Client):
    crawl = crawl_make(status="running")
    for action, status in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
        act(admin, action, crawl)
        crawl.refresh_from_db()
        assert crawl.status == status
    page_make(crawl, status="failed", reason="timeout")
    act(admin, "retry_failed", crawl)
    crawl.refresh_from_db()
    assert crawl.status == "queued"


def test_action_that_does_not_fit_says_why_and_spares_the_others(admin: Client):
    ended, running = crawl_make(status="complete"), crawl_make(status="running")
    page = act(admin, "pause", ended, running)
    running.refresh_from_db()
    assert "nothing to pause" in page
    assert running.status == "paused"


def test_actions_leave_a_trace(admin: Client):
    act(admin, "cancel", crawl_make(status="running"))
    assert LogEntry.objects.get().change_message == "cancelled"


def test_delete_goes_through_the_service(admin: Client):
    crawl = crawl_make()
    sighting_make(image_make(crawl), page_make(crawl))
    act(admin, "delete_with_services", crawl)
    assert not Crawl.objects.exists()
    assert "delete_selected" not in admin.get("/admin/crawls/crawl/").content.decode()


def test_crawl_shows_problems_and_exception_as_text(admin: Client):
    crawl = crawl_make(options={"allowed_host": "10.1.2.3:8080"})
    page_make(crawl, f"/{HOSTILE}", status="failed", reason="timeout")
    page = admin.get(f"/admin/crawls/crawl/{crawl.pk}/change/").content.decode()
    assert "10.1.2.3:8080" in page
    assert "The server did not answer in time." in page
    assert HOSTILE not in page


def test_rows_are_to_be_looked_at_only(admin: Client):
    crawl = crawl_make()
    page, image = page_make(crawl), image_make(crawl, status="indexed")
    sighting_make(image, page, alt=HOSTILE)
    for name, row in (("page", page), ("image", image)):
        answer = admin.get(f"/admin/crawls/{name}/{row.pk}/change/")
        assert answer.status_code == 200
        assert HOSTILE not in answer.content.decode()
        assert admin.get(f"/admin/crawls/{name}/add/").status_code == 403
        assert admin.post(f"/admin/crawls/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("query", ["status__exact=skipped", "reason__exact=too_small", "format__exact=PNG"])
def test_images_are_filtered(admin: Client, query: str):
    crawl = crawl_make()
    image_make(crawl, "kept.png", status="skipped", reason="too_small", format="PNG")
    image_make(crawl, "other.jpg", status="indexed")
    page = admin.get(f"/admin/crawls/image/?{query}").content.decode()
    assert "kept.png" in page
    assert "other.jpg" not in page


def test_strangers_are_sent_to_the_login():
    answer = Client(HTTP_HOST="localhost", REMOTE_ADDR="192.0.2.7").get("/admin/crawls/crawl/")
    assert answer.headers["Location"].startswith("/admin/login/")
