"""How much a word says in a collection: one that stands beside every picture tells none from another."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from imagesearch.vectors.bm25 import terms


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """In how many texts of a sample each stem stands; equal to itself only, so that what is computed with it can be kept."""

    texts: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)

    def weight(self, stems: frozenset[int]) -> float:
        """What a word with these stems says, above 0: more, the fewer texts have it; all the same where nothing is known."""
        found = max((self.counts.get(stem, 0) for stem in stems), default=0)
        return math.log((self.texts + 1) / (found + 0.5))


def rarity_measure(payloads: Iterable[Mapping[str, object]]) -> Rarity:
    """Count the words of a sample of points; pictures without words say nothing about rarity."""
    texts = 0
    counts: Counter[int] = Counter()
    for payload in payloads:
        language = str(payload.get("language", ""))
        found = frozenset().union(*(terms(str(payload.get(name, "")), language) for name in ("said", "around")))
        counts.update(found)
        texts += bool(found)
    return Rarity(texts, dict(counts))
