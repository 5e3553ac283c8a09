"""A vector server that goes away in the middle of a crawl costs time and nothing else."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.test_faults import assert_whole, embedded_some
from tests.picture_site import PictureSite
from tests.qdrant_service import QdrantService, qdrant_serving
from tests.stack import RunningStack, stack_running

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
AWAY_SECONDS = 8
"""Longer than the first tries of an indexing task last."""


@pytest.fixture(scope="module")
def service() -> Iterator[QdrantService]:
    with qdrant_serving() as made:
        yield made


@pytest.fixture(scope="module")
def on_server(service: QdrantService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The product on a vector server of its own."""
    folder: Path = tmp_path_factory.mktemp("stack") / "var"
    with stack_running(folder, IMAGESEARCH_QDRANT_URL=service.url, IMAGESEARCH_MODEL="demo") as running:
        yield running


@pytest.mark.parametrize("fault", ["away", "hanging"])
def test_vector_server_lost_mid_crawl_loses_nothing(on_server: RunningStack, service: QdrantService, fault: str):
    with PictureSite(40, 4, pause_seconds=0.05).serving() as site:
        crawl_id = on_server.crawl(site.url)["id"]
        on_server.crawl_wait(crawl_id, embedded_some)
        asked = {"crawl": crawl_id, "text": "harbour"}
        _lose(service, fault)
        try:
            refused = on_server.api.post("search/", json=asked)
            time.sleep(AWAY_SECONDS)
        finally:
            _give_back(service, fault)
        assert (refused.status_code, refused.json()["code"]) == (503, "vectors_unavailable"), refused.text
        assert_whole(on_server, crawl_id)
    found = on_server.api.post("search/", json=asked).raise_for_status().json()
    assert found["results"]
    assert service.client.count(*_collections(service, crawl_id)).count == len(
        {image["sha256"] for image in on_server.images(crawl_id)}
    )


def _lose(service: QdrantService, fault: str) -> None:
    if fault == "away":
        service.stop()
    else:
        service.is_going_on.clear()


def _give_back(service: QdrantService, fault: str) -> None:
    if fault == "away":
        service.start()
    else:
        service.is_going_on.set()


def _collections(service: QdrantService, crawl_id: str) -> list[str]:
    return [one.name for one in service.client.get_collections().collections if crawl_id in one.name]
