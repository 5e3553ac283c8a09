"""The demonstration: crawl the bundled sample site by the product's own commands, search it, show what came back."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from imagesearch import env
from imagesearch.core.errors import Unavailable
from imagesearch.ops.ports import LOOPBACK
from imagesearch.ops.programs import Program

QUERIES: Final = ("a red car", "a house at night", "fish under water")
RESULTS_SHOWN: Final = 3


class DemonstrationFailed(Unavailable):
    """A step did not do what it should; the sentence says which."""

    code = "demonstration_failed"


def site_program(folder: Path, port: int) -> Program:
    """Serves the sample site on loopback."""
    serve = ("-m", "imagesearch.ops.sample_site", "serve", "--dir", str(folder), "--port", str(port))
    return Program("sample-site", (sys.executable, *serve), priority=5)


def demonstrate(site_url: str, example: Path, say: Callable[[str], object]) -> str:
    """Crawl, then search in words and by example; gives the crawl's id.

    Raises:
        DemonstrationFailed: the crawl or a search failed, or found nothing.
    """
    say(f"\nCrawling the sample site {site_url}")
    crawl = _manage("crawl", site_url, "--allow-start-host", "--wait")
    counts, crawl_id = crawl["counts"], str(crawl["id"])
    say(f"{crawl['reason_sentence']} {counts['pages_done']} pages, {counts['images_indexed']} pictures searchable, "
        f"{counts['images_skipped'] + counts['images_failed']} left out with a reason.")  # fmt: skip
    for query in QUERIES:
        _show(f"“{query}”", _manage("search", crawl_id, query), say)
    _show(f"like {example.name}", _manage("search", crawl_id, "--image", str(example)), say)
    return crawl_id


def site_url(port: int) -> str:
    """Where the sample site answers."""
    return f"http://{LOOPBACK}:{port}/"


def _show(asked: str, found: dict[str, Any], say: Callable[[str], object]) -> None:
    if not found["results"]:
        raise DemonstrationFailed(f"The search {asked} found nothing.")
    say(f"\n{asked}   ({found['took_ms']:.0f} ms)")
    for result in found["results"][:RESULTS_SHOWN]:
        words = result["alt"] or result["title"] or "no words: found by its pixels"
        say(f"  {result['rank']}. {result['score']:.2f}  {result['image_url'].rpartition('/')[2]:28} {words}")


def _manage(*arguments: str) -> dict[str, Any]:
    """What a command of ours says as JSON; its progress goes to the terminal."""
    command = [sys.executable, "manage.py", *arguments, "--json"]
    done = subprocess.run(
        command, cwd=env.ROOT, env=env.child_environment(), stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise DemonstrationFailed(f"`manage.py {' '.join(arguments)}` ended with code {done.returncode}.")
    said: dict[str, Any] = json.loads(done.stdout)
    return said
