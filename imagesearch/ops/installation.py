"""Whether the installation itself is whole: interpreter, packages against their locks, folders, programs."""

import os
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import httpx
from django.conf import settings

from imagesearch import env
from imagesearch.core.browser import INSTALL_COMMAND, browser_path
from imagesearch.core.stack import stack_read
from imagesearch.ops.parts import Part, part_degraded, part_missing, part_ok

LOCKS: Final = ("web.txt", "crawler.txt", "ml.txt")
PIN: Final = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)", re.MULTILINE)
PYTHON: Final = (3, 11)
DIFFERENCES_SHOWN: Final = 3
ASK_SECONDS: Final = 3
EXAMPLE_CONTACT: Final = "example.org"
"""In the name that the crawler has as long as nobody gives it one."""


def installation_parts() -> Iterator[Part]:
    """What has to be there before anything is started."""
    yield python_part()
    yield packages_part(env.ROOT / "requirements")
    yield state_part(settings.STATE_DIR)


def python_part() -> Part:
    """The interpreter is the one that the locks were made for."""
    sentence = f"Python {sys.version.split()[0]} at {sys.executable}"
    if sys.version_info[:2] == PYTHON:
        return part_ok("python", sentence)
    return part_degraded(
        "python", f"{sentence}; the locks are for 3.11", "rm -rf .venv && make setup PYTHON=python3.11"
    )


def packages_part(locks_dir: Path) -> Part:
    """Every package has the version that its lock names."""
    pins = {pin["name"]: pin["version"] for lock in LOCKS for pin in PIN.finditer((locks_dir / lock).read_text())}
    differing = [
        f"{name} {have or 'missing'}, not {want}" for name, want in pins.items() if (have := _have(name)) != want
    ]
    if not differing:
        return part_ok("packages", f"{len(pins)} as locked")
    shown = "; ".join(differing[:DIFFERENCES_SHOWN])
    more = f" and {len(differing) - DIFFERENCES_SHOWN} more" if len(differing) > DIFFERENCES_SHOWN else ""
    is_absent = any(" missing," in text for text in differing)
    make = part_missing if is_absent else part_degraded
    return make("packages", f"{shown}{more}", "rm -f .venv/.synced-* && make setup")


def state_part(state_dir: Path) -> Part:
    """The state folder can be written."""
    if os.access(state_dir, os.W_OK | os.X_OK):
        return part_ok("state folder", str(state_dir))
    return part_missing("state folder", f"{state_dir} cannot be written.", f"sudo chown -R $(id -u) {state_dir}")


def crawler_name_part() -> Part:
    """Sites can tell who crawls them, and whom to write to."""
    agent = env.CRAWL_USER_AGENT
    if EXAMPLE_CONTACT not in agent and re.search(r"https?://|@", agent):
        return part_ok("crawler name", agent)
    what = "an example address" if EXAMPLE_CONTACT in agent else "no address"
    sentence = f"The crawler names itself with {what}, so sites that it troubles cannot reach you: {agent}"
    mend = 'IMAGESEARCH_CRAWL_USER_AGENT="yourname-crawler/1.0 (+https://your.site/crawler)"'
    return part_ok("crawler name", agent) if settings.IS_EMBEDDED else part_degraded("crawler name", sentence, mend)


def browser_part() -> Part:
    """A browser, for pages that draw themselves."""
    if found := browser_path():
        return part_ok("browser", found)
    sentence = "No Chromium: pages that draw themselves are read as plain HTML, and browser tests are skipped."
    return part_degraded("browser", sentence, INSTALL_COMMAND)


def vectors_part() -> Part:
    """The vector store: a server that answers, or the engine inside the search worker."""
    if not settings.QDRANT_URL:
        return part_ok("vectors", f"the embedded engine, {settings.VECTORS_DIR}")
    try:
        httpx.get(f"{settings.QDRANT_URL.rstrip('/')}/readyz", timeout=ASK_SECONDS, trust_env=False).raise_for_status()
    except httpx.HTTPError as error:
        return part_missing("vectors", f"Qdrant does not answer at {settings.QDRANT_URL}: {error}", "start Qdrant")
    return part_ok("vectors", f"Qdrant at {settings.QDRANT_URL}")


def flower_part() -> Part:
    """Flower answers; it is for operators only, nothing else needs it."""
    stack = stack_read(settings.STATE_DIR)
    if stack is None:
        return part_degraded(
            "flower", "Not running.", "make up" if settings.IS_EMBEDDED else "docker compose up -d flower"
        )
    try:
        httpx.get(stack.flower_url, timeout=ASK_SECONDS, trust_env=False)
    except httpx.HTTPError:
        return part_degraded("flower", f"Does not answer at {stack.flower_url}.", "make up")
    return part_ok("flower", stack.flower_url)


def _have(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
