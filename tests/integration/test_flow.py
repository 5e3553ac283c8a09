"""The main job through its interfaces: crawl the sample site, search it, by command and by REST; and bad input."""

import json
from pathlib import Path
from typing import Any

import pytest

from imagesearch.ops.sample_plan import sample_site_truth
from tests.stack import RunningStack

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def crawl(stack: RunningStack, sample_site: str) -> dict[str, Any]:
    """The sample site, crawled by the command line to its end."""
    done = stack.manage("crawl", sample_site, "--allow-start-host", "--wait", "--json", timeout=600)
    assert done.returncode == 0, done.stderr + stack.logs_tail()
    return dict(json.loads(done.stdout))


def test_crawl_of_the_sample_site_indexes_its_pictures(stack: RunningStack, crawl: dict[str, Any]):
    images = stack.images(crawl["id"])
    indexed = {image["id"] for image in images if image["status"] == "indexed"}
    stood_for = {image["id"] for image in images if image["variant_of"] in indexed}
    shown = {image["url"].rpartition("/")[2] for image in images if image["id"] in indexed | stood_for}
    assert crawl["status"].startswith("complete")
    assert not {Path(name).name for name in sample_site_truth()} - shown
    assert stood_for


def test_crawl_leaves_nothing_out_without_a_reason(stack: RunningStack, crawl: dict[str, Any]):
    images = stack.images(crawl["id"])
    assert all(image["reason"] for image in images if image["status"] != "indexed")
    assert len(images) == crawl["counts"]["images_found"]


def test_crawl_honours_robots_txt(stack: RunningStack, crawl: dict[str, Any]):
    assert "robots_disallowed" in {page["reason"] for page in stack.pages(crawl["id"], status="skipped")}


def test_search_by_word_through_rest_finds_it(stack: RunningStack, crawl: dict[str, Any]):
    found = (
        stack.api.post("search/", json={"crawl": crawl["id"], "text": "a house", "limit": 5}).raise_for_status().json()
    )
    truth = {Path(name).name: scene for name, scene in sample_site_truth().items()}
    first = truth[found["results"][0]["image_url"].rpartition("/")[2]]
    assert "house" in str(first)


def test_search_by_image_id_finds_the_picture_itself_first(stack: RunningStack, crawl: dict[str, Any]):
    image = stack.images(crawl["id"], status="indexed")[0]
    found = stack.api.post("search/", json={"crawl": crawl["id"], "image": image["id"]}).raise_for_status().json()
    assert found["results"]
    assert found["results"][0]["thumbnail_url"]


def test_search_command_prints_results_and_json(stack: RunningStack, crawl: dict[str, Any]):
    as_text, as_json = (stack.manage("search", crawl["id"], "a house", *more) for more in ((), ("--json",)))
    assert (as_text.returncode, as_json.returncode) == (0, 0), as_text.stderr + as_json.stderr
    assert json.loads(as_json.stdout)["results"]


def test_status_command_gives_the_contract(stack: RunningStack, crawl: dict[str, Any]):
    said = json.loads(stack.manage("status", crawl["id"], "--json").stdout)
    assert said["counts"] == crawl["counts"]


def test_doctor_of_a_running_stack_misses_nothing(stack: RunningStack):
    done = stack.manage("doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["ok"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("crawl", "no-scheme.example"), 2),
        (("crawl", "ftp://site.example/"), 2),
        (("crawl", "http://127.0.0.1:1/"), 2),
        (("crawl", "http://10.0.0.1/"), 2),
        (("crawl", "http://no-such-host.invalid/"), 2),
        (("status", "nosuchcrawl1"), 2),
        (("search", "nosuchcrawl1", "a house"), 2),
    ],
)
def test_bad_input_has_a_message_a_code_and_no_traceback(stack: RunningStack, arguments: tuple[str, ...], code: int):
    done = stack.manage(*arguments)
    assert done.returncode == code, done.stderr
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"url": "no-scheme.example"}, "url_no_scheme"),
        ({"url": "http://10.0.0.1/"}, "host_forbidden"),
        ({"url": "http://no-such-host.invalid/"}, "host_unknown"),
    ],
)
def test_bad_url_through_rest_is_a_problem_with_its_code(stack: RunningStack, body: dict[str, str], code: str):
    answer = stack.api.post("crawls/", json=body)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["code"] == code


def test_page_that_answers_500_fails_the_crawl_with_the_reason(stack: RunningStack, sample_site: str):
    done = stack.manage("crawl", f"{sample_site}no-such-page.html", "--allow-start-host", "--wait", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["reason"] == "start_page_failed"


def test_up_second_in_the_same_folder_is_refused_with_its_url(stack: RunningStack):
    done = stack.manage("up")
    assert done.returncode == 1
    assert stack.addresses.web_url in done.stderr
