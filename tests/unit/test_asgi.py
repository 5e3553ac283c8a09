"""The web process: one thread runs a whole request."""

import threading
from collections.abc import AsyncIterator

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from imagesearch.asgi import OneThreadHandler

threads: list[int] = []


class Marking(MiddlewareMixin):
    """One that could run either way, as most of Django's own."""

    def process_request(self, request: HttpRequest) -> None:
        threads.append(threading.get_ident())

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        threads.append(threading.get_ident())
        return response


def plain(request: HttpRequest) -> HttpResponse:
    threads.append(threading.get_ident())
    return HttpResponse(f"{request.method} {request.body.decode()}")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one "
        yield b"two"

    return StreamingHttpResponse(chunks())


urlpatterns = [path("plain/", plain), path("stream/", stream)]


@pytest.fixture
def handler(settings):
    settings.MIDDLEWARE = [f"{__name__}.Marking"] * 3
    settings.ROOT_URLCONF = __name__
    threads.clear()
    return OneThreadHandler()


async def answer(handler: OneThreadHandler, address: str, body: bytes = b"") -> tuple[int, bytes]:
    scope = {"type": "http", "method": "POST", "path": address, "headers": [(b"host", b"localhost")]}
    communicator = ApplicationCommunicator(handler, scope)
    await communicator.send_input({"type": "http.request", "body": body})
    start = await communicator.receive_output()
    received = b""
    while (part := await communicator.receive_output()).get("more_body"):
        received += part["body"]
    return start["status"], received + part.get("body", b"")


async def test_middleware_and_view_share_a_thread_that_is_not_the_loops(handler):
    assert await answer(handler, "/plain/", b"hello") == (200, b"POST hello")
    assert len(threads) == 7
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_streams_are_sent_as_ever(handler):
    assert await answer(handler, "/stream/") == (200, b"one two")
