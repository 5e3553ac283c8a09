"""An installation that several people share: logins are needed, and one person's crawls take turns."""

from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.stack import stack_running

KEY = "from imagesearch.accounts.models import ApiKey, User; print(ApiKey.objects.create_key(name='t', user=User.objects.get())[1])"


def test_crawls_of_one_person_take_turns_and_searches_are_counted(tmp_path: Path, sample_site: str) -> None:
    shared = {
        "IMAGESEARCH_PUBLIC_URL": "http://images.example", "IMAGESEARCH_MODEL": "demo", "IMAGESEARCH_SEARCHES_PER_MINUTE": "3",
        "IMAGESEARCH_CRAWLS_AT_ONCE_PER_PERSON": "1", "IMAGESEARCH_CRAWL_ALLOWED_HOSTS": urlsplit(sample_site).netloc,
    }  # fmt: skip
    with stack_running(tmp_path / "var", **shared) as running:
        assert running.api.get("crawls/").status_code == 401
        key = running.manage("shell", "--no-imports", "-c", KEY).stdout.strip()
        running.api = httpx.Client(
            base_url=running.api.base_url, headers={"Authorization": f"Api-Key {key}"}, trust_env=False, timeout=30
        )
        posted = [running.api.post("crawls/", json={"url": sample_site, "limit": 3}) for _ in range(3)]
        ids = [answer.raise_for_status().json()["id"] for answer in posted]
        waited = running.crawl_wait(ids[2], lambda crawl: crawl["reason"] != "waiting")
        ended = [running.crawl_wait(crawl_id) for crawl_id in ids]
        asked = [running.api.post("search/", json={"crawl": ids[0], "text": f"house {n}"}) for n in range(4)]
    assert waited["reason"] == "waiting_for_turn"
    assert [crawl["status"] for crawl in ended] == ["complete"] * 3
    assert all(before["finished_at"] <= after["started_at"] for before, after in pairwise(ended))
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429]
    assert asked[-1].json()["code"] == "throttled"
