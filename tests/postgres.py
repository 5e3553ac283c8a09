"""A PostgreSQL cluster of the tests' own: made in a temporary folder, on a free port, gone afterwards."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.broker import free_port

DEBIAN: Final = Path("/usr/lib/postgresql")
INSTALL: Final = "sudo apt install postgresql"
"""The command that ends the skip."""
ROOT_UID: Final = 0


def postgres_bin() -> Path | None:
    """The folder of the server's programs: the newest of Debian's, or what the PATH has."""
    newest = max(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), default=None)
    found = newest or (Path(path) if (path := shutil.which("initdb")) else None)
    return found.parent if found else None


@contextmanager
def postgres_running(programs: Path) -> Iterator[str]:
    """The URL of an empty database; durability is off, for it lives for one run only."""
    with TemporaryDirectory(prefix="imagesearch-pg-") as folder:
        port, data = free_port(), Path(folder) / "data"
        if os.getuid() == ROOT_UID:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
        _run(
            programs / "initdb",
            "--pgdata",
            data,
            "--username",
            "tests",
            "--auth",
            "trust",
            "--no-sync",
            "--encoding",
            "UTF8",
        )
        settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c full_page_writes=off"
        _run(programs / "pg_ctl", "--pgdata", data, "--options", settings, "--log", data / "log", "--wait", "start")
        try:
            yield f"postgres://tests@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "--pgdata", data, "--mode", "immediate", "stop")


def _run(*command: object) -> None:
    """As root, act as PostgreSQL's own user: its server refuses root."""
    user = "postgres" if os.getuid() == ROOT_UID else None
    subprocess.run([str(part) for part in command], user=user, cwd="/", check=True, stdout=subprocess.DEVNULL)
