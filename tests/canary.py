"""A port on loopback that nothing may touch: counts every connection, silent ones too, and every datagram."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import psutil

SUSPECTS = ("chrom", "crawler")
"""Programs that read what strangers write: whoever started them, and whether that still lives, they count."""


@dataclass
class Canary:
    """The same port for TCP and UDP."""

    port: int = 0
    contacts: int = 0
    """By this process and those that it started, by suspects, and by who could not be told."""
    strangers: list[str] = field(default_factory=list)
    """Others, by their command line: what asks for a service of another test that had this port before, and ended."""

    def contacted(self, kind: Literal["tcp", "udp"], peer_port: int) -> None:
        """Somebody is at the other end."""
        process = _process_at(kind, peer_port)
        if process is None or _is_ours(process):
            self.contacts += 1
        else:
            self.strangers.append(_command_of(process))


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
            connection, (_, peer_port) = stream.accept()
        except OSError:
            return
        canary.contacted("tcp", peer_port)  # before it is closed, for then nobody is there
        connection.close()


def _count_datagrams(canary: Canary, datagram: socket.socket) -> None:
    while True:
        try:
            _, (_, peer_port) = datagram.recvfrom(65536)
        except OSError:
            return
        canary.contacted("udp", peer_port)


def _process_at(kind: Literal["tcp", "udp"], port: int) -> psutil.Process | None:
    """Whose socket has a local port; None if it cannot be told."""
    pids = {found.pid for found in psutil.net_connections(kind) if found.laddr and found.laddr.port == port}
    try:
        return psutil.Process(pids.pop()) if len(pids) == 1 and None not in pids else None
    except psutil.NoSuchProcess:
        return None


def _is_ours(process: psutil.Process) -> bool:
    try:
        family = [process.pid, *(parent.pid for parent in process.parents())]
    except psutil.NoSuchProcess:
        return True
    return os.getpid() in family or any(suspect in _command_of(process) for suspect in SUSPECTS)


def _command_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
