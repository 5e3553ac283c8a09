"""A browser's end of a WebSocket, in the process; Channels' own one wants daphne installed."""

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator

from imagesearch.asgi import application

LOCAL = [(b"host", b"localhost:8000"), (b"origin", b"http://localhost:8000")]


class Socket:
    """Opens `path` through the real application, middleware included."""

    def __init__(self, path: str, headers: list[tuple[bytes, bytes]], peer: str) -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
            "client": (peer, 50000),
        }
        self.line = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool:
        await self.line.send_input({"type": "websocket.connect"})
        return bool((await self.line.receive_output(5))["type"] == "websocket.accept")

    async def message(self) -> dict[str, Any]:
        frame = await self.line.receive_output(5)
        assert frame["type"] == "websocket.send", frame
        return dict(json.loads(frame["text"]))

    async def is_silent(self) -> bool:
        return bool(await self.line.receive_nothing())

    async def disconnect(self) -> None:
        await self.line.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.line.wait(5)


def watch(crawl_id: str, headers: list[tuple[bytes, bytes]] = LOCAL, peer: str = "127.0.0.1") -> Socket:
    return Socket(f"/ws/crawls/{crawl_id}/", headers, peer)
