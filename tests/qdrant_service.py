"""Speaks a Qdrant server's REST for the client's own memory, so that a vector store over HTTP can be stopped, and can hang.

It is no server of Qdrant's: what that does with many points, only such a server can tell.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, ClassVar, Final

from pydantic import BaseModel
from qdrant_client import QdrantClient, models  # noqa: TID253  the client's memory is what answers

from tests.serving import STOP_POLL_SECONDS

VERSION: Final = "1.20.0"
Answer = Callable[[QdrantClient, str, Any], Any]


def _query(client: QdrantClient, name: str, asked: Any) -> Any:
    request = models.QueryRequest.model_validate(asked)
    return client.query_points(
        name, query=request.query, using=request.using, query_filter=request.filter, limit=request.limit or 10,
        with_payload=request.with_payload or False, with_vectors=request.with_vector or False,
    )  # fmt: skip


def _scroll(client: QdrantClient, name: str, asked: Any) -> Any:
    request = models.ScrollRequest.model_validate(asked)
    records, following = client.scroll(
        name, scroll_filter=request.filter, limit=request.limit or 10, offset=request.offset,
        with_payload=request.with_payload or False,
    )  # fmt: skip
    return {"points": records, "next_page_offset": following}


def _retrieve(client: QdrantClient, name: str, asked: Any) -> Any:
    request = models.PointRequest.model_validate(asked)
    return client.retrieve(
        name, request.ids, with_payload=request.with_payload or False, with_vectors=request.with_vector or False
    )


def _upsert(client: QdrantClient, name: str, asked: Any) -> Any:
    return client.upsert(name, models.PointsList.model_validate(asked).points)


def _count(client: QdrantClient, name: str, asked: Any) -> Any:
    return client.count(name, models.CountRequest.model_validate(asked).filter)


def _facet(client: QdrantClient, name: str, asked: Any) -> Any:
    request = models.FacetRequest.model_validate(asked)
    return client.facet(name, request.key, facet_filter=request.filter, limit=request.limit or 10, exact=True)


def _create(client: QdrantClient, name: str, asked: Any) -> Any:
    request = models.CreateCollection.model_validate(asked)
    return client.create_collection(
        name, vectors_config=request.vectors or {}, sparse_vectors_config=request.sparse_vectors
    )


ROUTES: Final[tuple[tuple[str, str, Answer], ...]] = (
    ("GET", r"/collections", lambda client, _, __: client.get_collections()),
    ("GET", r"/collections/([^/]+)/exists", lambda client, name, _: {"exists": client.collection_exists(name)}),
    ("GET", r"/collections/([^/]+)", lambda client, name, _: client.get_collection(name)),
    ("PUT", r"/collections/([^/]+)", _create),
    ("DELETE", r"/collections/([^/]+)", lambda client, name, _: client.delete_collection(name)),
    ("PUT", r"/collections/([^/]+)/index", lambda *_: {"operation_id": 0, "status": "completed"}),
    ("PUT", r"/collections/([^/]+)/points", _upsert),
    ("POST", r"/collections/([^/]+)/points", _retrieve),
    ("POST", r"/collections/([^/]+)/points/query", _query),
    ("POST", r"/collections/([^/]+)/points/scroll", _scroll),
    ("POST", r"/collections/([^/]+)/points/count", _count),
    ("POST", r"/collections/([^/]+)/facet", _facet),
)


class QdrantService:
    """The server: it can be stopped and started with all that it knows, and it can hang."""

    def __init__(self) -> None:
        self.client = QdrantClient(":memory:")
        self.is_going_on = Event()
        self.is_going_on.set()
        self.port = 0
        self._lock = Lock()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        """Its address, the same after each start."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen."""
        handler = type("Handler", (_Handler,), {"service": self})
        self._server = _Server(("127.0.0.1", self.port), handler)
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(STOP_POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self, method: str, path: str, asked: Any) -> tuple[int, Any]:
        """Status and result of one request."""
        self.is_going_on.wait()
        for of_method, pattern, work in ROUTES:
            if method == of_method and (found := re.fullmatch(pattern, path)):
                try:
                    with self._lock:
                        return 200, _plain(work(self.client, "".join(found.groups()), asked))
                except ValueError as error:
                    return (404 if "not found" in str(error) else 400), str(error)
        return 404, f"no such path: {method} {path}"


@contextmanager
def qdrant_serving() -> Iterator[QdrantService]:
    """An empty one, going on until the test is done."""
    service = QdrantService()
    service.start()
    try:
        yield service
    finally:
        service.is_going_on.set()
        service.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Who asked has given up: that is what hanging is for."""


class _Handler(BaseHTTPRequestHandler):
    service: ClassVar[QdrantService]
    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        if path == "/":
            self._send(200, {"title": "qdrant", "version": VERSION})
            return
        status, result = self.service.answer(self.command, path, json.loads(body) if body else None)
        told = {"status": "ok", "result": result} if status == 200 else {"status": {"error": result}}
        self._send(status, {"time": 0.0, **told})

    def _send(self, status: int, document: Any) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815  the base class's names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _plain(result: Any) -> Any:
    if isinstance(result, BaseModel):
        return result.model_dump(mode="json")
    if isinstance(result, dict):
        return {name: _plain(value) for name, value in result.items()}
    return [_plain(one) for one in result] if isinstance(result, list) else result
