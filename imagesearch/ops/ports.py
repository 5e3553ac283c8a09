"""Free TCP ports on loopback."""

import socket
from collections.abc import Collection
from typing import Final

LOOPBACK: Final = "127.0.0.1"
PORTS_TRIED: Final = 20
"""How many ports after the wanted one are tried before any free one will do."""


def port_free(wanted: int = 0, *, taken: Collection[int] = ()) -> int:
    """The wanted port if nobody listens there, else one of the next, else any free one."""
    following = range(wanted, min(wanted + PORTS_TRIED, 65_536)) if wanted else ()
    candidates = (_bindable(port) for port in following if port not in taken)
    return next((port for port in candidates if port), 0) or _bindable(0)


def _bindable(port: int) -> int:
    """The port that could be bound (which one, for 0), or 0."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
