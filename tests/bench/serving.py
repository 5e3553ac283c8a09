"""Serves a folder on loopback: by nginx where it is installed, else by a process of Python's own server."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from imagesearch.ops.ports import LOOPBACK, port_free

START_SECONDS: Final = 10
NGINX: Final = """
daemon off; master_process off; pid {run}/nginx.pid; error_log {run}/error.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; image/jpeg jpg; image/png png; image/webp webp; }}
  access_log off; sendfile on; keepalive_requests 100000;
  client_body_temp_path {run}/b; proxy_temp_path {run}/p; fastcgi_temp_path {run}/f; uwsgi_temp_path {run}/u;
  scgi_temp_path {run}/s;
  server {{ listen {address}; root {folder}; }}
}}
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The base URL, for as long as the context lasts."""
    port = port_free()
    with (
        tempfile.TemporaryDirectory(prefix="bench-server-") as run,
        subprocess.Popen(_command(folder, port, Path(run)), stderr=subprocess.DEVNULL) as server,
    ):
        try:
            _answers_wait(f"http://{LOOPBACK}:{port}/")
            yield f"http://{LOOPBACK}:{port}/"
        finally:
            server.terminate()


def server_name() -> str:
    """What serves, for the report."""
    return "nginx" if _nginx() else "http.server"


def _command(folder: Path, port: int, run: Path) -> list[str]:
    if nginx := _nginx():
        configuration = run / "nginx.conf"
        configuration.write_text(NGINX.format(run=run, folder=folder, address=f"{LOOPBACK}:{port}"))
        return [nginx, "-p", str(run), "-c", str(configuration), "-e", str(run / "error.log")]
    return [sys.executable, "-m", "http.server", str(port), "--bind", LOOPBACK, "--directory", str(folder)]


def _nginx() -> str | None:
    return shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")


def _answers_wait(url: str) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.head(url, trust_env=False).raise_for_status()
        except httpx.TransportError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return
