"""The words that belong to a picture: what the pages say about its content, best first."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Min

from imagesearch.crawls.models import Sighting

WORDS_MAX: Final = 60
"""A sentence model reads little more; the first words are the best ones."""
SIGHTINGS_MAX: Final = 20_000
"""Different sightings read for one batch: a logo may be on every page of a large site."""
SAID: Final = ("alt", "caption", "title")
"""What an author wrote about this very picture, best first."""
SOURCES: Final = (*SAID, "context")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a picture, and what stands around it."""

    said: str = ""
    around: str = ""

    @property
    def all(self) -> str:
        """Both, the better one first, at most `WORDS_MAX` words: what the sentence model reads."""
        return " ".join(f"{self.said}. {self.around}".strip(". ").split()[:WORDS_MAX])


def content_texts(crawl_id: str, sha256s: Iterable[str]) -> dict[str, Words]:
    """The words of picture contents: distinct texts of all their sightings, of each kind at most `WORDS_MAX` words.

    The earliest sightings come first, so that the words of a picture settle early while a crawl runs.
    """
    wanted = list(sha256s)
    texts: dict[str, dict[str, list[str]]] = {sha256: {source: [] for source in SOURCES} for sha256 in wanted}
    sightings = Sighting.objects.filter(image__crawl_id=crawl_id, image__sha256__in=wanted).order_by()
    rows = sightings.values_list("image__sha256", *SOURCES).annotate(first=Min("id")).order_by("first")
    for sha256, *row in rows[:SIGHTINGS_MAX]:
        for source, text in zip(SOURCES, row, strict=False):
            texts[sha256][source].append(text)
    return {sha256: _words(found) for sha256, found in texts.items()}


def content_words(crawl_id: str, sha256s: Iterable[str]) -> dict[str, str]:
    """All words of picture contents as one text each; a content without any has an empty one."""
    return {sha256: words.all for sha256, words in content_texts(crawl_id, sha256s).items()}


def words_key(words: str) -> str:
    """The `Embedding.content_key` of words."""
    return hashlib.sha256(words.encode()).hexdigest()


def _words(texts: Mapping[str, Sequence[str]]) -> Words:
    said = _joined(text for source in SAID for text in texts[source])
    return Words(said, _joined(texts["context"]))


def _joined(texts: Iterable[str]) -> str:
    distinct: dict[str, str] = {}
    for text in texts:
        tidy = " ".join(text.split())
        if tidy:
            distinct.setdefault(tidy.casefold(), tidy)
    words = ". ".join(distinct.values()).split()
    return " ".join(words[:WORDS_MAX])
