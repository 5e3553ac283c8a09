"""A port on loopback that nothing may touch: counts every connection, silent ones too, and every datagram."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Canary:
    """The same port for TCP and UDP."""

    port: int = 0
    contacts: int = 0


@contextmanager
def canary_listening() -> Iterator[Canary]:
    """Listen on a free port."""
    canary = Canary()
    stream = socket.create_server(("127.0.0.1", 0))
    canary.port = stream.getsockname()[1]
    datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagram.bind(("127.0.0.1", canary.port))
    threading.Thread(target=_count_connections, args=(canary, stream), daemon=True).start()
    threading.Thread(target=_count_datagrams, args=(canary, datagram), daemon=True).start()
    try:
        yield canary
    finally:
        for listener in (stream, datagram):
            listener.shutdown(socket.SHUT_RDWR) if listener is stream else None
            listener.close()


def _count_connections(canary: Canary, stream: socket.socket) -> None:
    while True:
        try:
            connection, _ = stream.accept()
        except OSError:
            return
        canary.contacts += 1
        connection.close()


def _count_datagrams(canary: Canary, datagram: socket.socket) -> None:
    while True:
        try:
            datagram.recv(65536)
        except OSError:
            return
        canary.contacts += 1
