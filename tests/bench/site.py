"""Writes the synthetic site of the benches: pages of 5 KB with 6 pictures and 26 links each."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.pictures import picture_bases

IMAGES_PER_PAGE: Final = 6
LINKS_PER_PAGE: Final = 26
PAGE_BYTES: Final = 5_000
WORDS: Final = ("river", "stone", "lamp", "garden", "paper", "train", "window", "salt", "forest", "bridge", "cloud")


@dataclass(frozen=True, slots=True)
class Site:
    """A folder to be served."""

    folder: Path
    pages: int
    edition: int = 0
    """Sites of other editions have other pictures and words: nothing that was embedded before serves again."""

    @property
    def images(self) -> int:
        """How many pictures it has; all different."""
        return self.pages * IMAGES_PER_PAGE


def site_ensure(cache: Path, pages: int, edition: int = 0) -> Site:
    """The site of that size; written once, kept in the cache."""
    site = Site(cache / f"site-{pages}-{edition}", pages, edition)
    done = site.folder / ".complete"
    if not done.exists():
        (site.folder / "img").mkdir(parents=True, exist_ok=True)
        names = _pictures_write(site)
        for number in range(pages):
            (site.folder / (_page_name(number) or "index.html")).write_text(_page(site, number, names))
        done.touch()
    return site


def _pictures_write(site: Site) -> list[str]:
    bases, names = picture_bases(), []
    for number in range(site.images):
        suffix, body = bases[number % len(bases)]
        names.append(f"img/{number:06}.{suffix}")
        (site.folder / names[-1]).write_bytes(body + bytes(f"{site.edition}/{number}", "ascii"))
    return names


def _page_name(number: int) -> str:
    """What a link says; the first page has one address, not two."""
    return f"page-{number:05}.html" if number else ""


def _page(site: Site, number: int, names: list[str]) -> str:
    chance = random.Random(f"{site.edition}/{number}")
    targets = [(number * LINKS_PER_PAGE + step) % site.pages for step in range(1, LINKS_PER_PAGE // 2 + 1)]
    targets += [chance.randrange(site.pages) for _ in range(LINKS_PER_PAGE - len(targets))]
    own = names[number * IMAGES_PER_PAGE : (number + 1) * IMAGES_PER_PAGE]
    links = "\n".join(f'<li><a href="/{_page_name(target)}">{_words(chance, 3)}</a></li>' for target in targets)
    images = "\n".join(
        f'<figure><img src="/{name}" alt="{_words(chance, 4)}"><figcaption>{_words(chance, 6)}</figcaption></figure>'
        for name in own
    )
    head = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{_words(chance, 4)}</title></head>"
    page = f"{head}<body><h1>{_words(chance, 3)}</h1><ul>{links}</ul>{images}<p>"
    filling = _words(chance, max(0, PAGE_BYTES - len(page)) // 7)
    return f"{page}{filling}</p></body></html>"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, k=count))
