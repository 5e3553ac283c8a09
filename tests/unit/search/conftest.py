"""A small searchable world: one store for the module, a crawl of nine pictures, and a worker in the same process."""

import json

import pytest

from imagesearch.accounts.models import User
from imagesearch.jobs.messages import SearchQuery
from imagesearch.search import services
from imagesearch.search.engine import SearchEngine
from imagesearch.vectors.edge import EdgeVectorStore
from tests.unit.search.stand_ins import StandInEncoders, crawl_of, index, picture


@pytest.fixture
def user():
    return User.objects.create(username="ada")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = EdgeVectorStore(tmp_path_factory.mktemp("vectors"), open_max=4)
    yield made
    made.close()


@pytest.fixture
def crawl(user, store):
    crawl = crawl_of(user)
    for shows in ("red house", "blue house", "green tree", "red boat", "dog", "cat", "blue boat"):
        picture(crawl, shows)
    picture(crawl, "tree", alt="our puppy in the garden", format="PNG")
    picture(crawl, "green", context="a zebra stands around")
    index(store, crawl)
    yield crawl
    for name in store.names():
        store.drop(name)


@pytest.fixture
def worker(store, monkeypatch):
    """Questions are answered in this process, but travel as JSON, as they do through the broker."""
    engine = SearchEngine(store, StandInEncoders())

    def ask(message: SearchQuery, *, timeout_seconds: float) -> dict:
        received = SearchQuery.receive(json.loads(json.dumps(message.model_dump(mode="json"))))
        return json.loads(json.dumps(engine.answer(received).model_dump(mode="json")))

    monkeypatch.setattr(services, "ask", ask)
    return engine
