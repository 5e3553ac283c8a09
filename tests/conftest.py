"""Fixtures that many areas use, and the rule that no test leaves this machine."""

import os
import shutil
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

from imagesearch.accounts.limits import IN_PROCESS
from imagesearch.ops.sample_site import sample_site_write, site_server
from tests.serving import server_running
from tests.settings import STATE_DIR_OF_TESTS
from tests.spreading import Spreading, longest_first, place_check, quick_first
from tests.stack import RunningStack, stack_running

pytest_plugins = ["tests.broker"]

# A busy machine is not a failure: neither a slow example nor slow drawing of examples.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


DATABASE_FIXTURES = {"db", "transactional_db"}
LOOPBACK_NAMES = {"localhost", "127.0.0.1", "::1"}


class NetworkBlocked(RuntimeError):
    """A test tried to reach another machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that use the database")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spreading:
    return Spreading(config, log)


def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: tests wait for servers, for processes to start and to end."""
    return (os.cpu_count() or 1) + 1


def pytest_itemcollected(item: pytest.Item) -> None:
    place_check(item)


def pytest_unconfigure() -> None:
    shutil.rmtree(STATE_DIR_OF_TESTS, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=longest_first if hasattr(config, "workerinput") else quick_first)
    if config.getoption("--database-only"):
        using = [item for item in items if item.get_closest_marker("django_db") or _uses_database(item)]
        config.hook.pytest_deselected(items=[item for item in items if item not in using])
        items[:] = using


def _uses_database(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and bool(DATABASE_FIXTURES & set(item.fixturenames))


@pytest.fixture(autouse=True)
def _nothing_is_counted_yet() -> Iterator[None]:
    """What one test asked for is not held against the next, whose people have the same numbers."""
    yield
    IN_PROCESS.storage.reset()


@pytest.fixture(autouse=True, scope="session")
def _network_is_blocked() -> Iterator[None]:
    """Connections to loopback only: a test that needs a server starts one."""
    connect = socket.socket.connect

    def connect_to_loopback(self: socket.socket, address: Any) -> None:
        is_inet = self.family in {socket.AF_INET, socket.AF_INET6}
        if is_inet and address[0] not in LOOPBACK_NAMES and not ip_address(address[0]).is_loopback:
            raise NetworkBlocked(f"{address[0]}:{address[1]} is not on this machine")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_to_loopback)
        yield


@pytest.fixture
def state_dir(tmp_path: Path, settings: Any) -> Path:
    """A state folder of the test's own: pictures and vectors land there."""
    settings.STATE_DIR = tmp_path
    settings.BLOBS_DIR = tmp_path / "blobs"
    settings.ANSWERS_DIR = tmp_path / "answers"
    settings.VECTORS_DIR = tmp_path / "vectors"
    return tmp_path


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the bundled sample site, served on loopback."""
    folder = tmp_path_factory.mktemp("site")
    sample_site_write(folder)
    with server_running(site_server(folder)) as url:
        yield f"{url}/"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, sample_site: str) -> Iterator[RunningStack]:
    """The whole product, started once: real Redis, real workers, real crawls; the sample site may be crawled."""
    allowed = {"IMAGESEARCH_CRAWL_ALLOWED_HOSTS": urlsplit(sample_site).netloc}
    with stack_running(tmp_path_factory.mktemp("stack") / "var", **allowed) as running:
        yield running
