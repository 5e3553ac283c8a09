"""One score from several legs: their odds are added up, each trusted as far as its weight.

One leg alone can make a match, and agreement makes a better one. Unlike chances, odds do not run into a ceiling: among many good
matches the order stays that of the legs, so that in a long query a few words in common do not outweigh the meaning.
"""

import math
from dataclasses import dataclass
from typing import Final

STRONG_FROM: Final = 0.5
"""From this score on a result counts as a match."""
WEAK_FROM: Final = 0.12
"""Below this a result is not shown unless nothing better is there."""
CLOSEST_COUNT: Final = 12
"""So many of the closest pictures are shown when nothing matches."""
EXACT_WEIGHT: Final = 0.8
"""A word that stands there may mean another thing ("watch", "log"): what pixels and meaning say orders such pictures."""

CERTAIN: Final = 1e-12
"""No chance comes nearer to 1."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What each leg found in a picture, 0 to 1, and the words that it shares with the query."""

    pixels: float = 0.0
    meaning: float = 0.0
    exact: float = 0.0
    example: float = 0.0
    unlike: float = 0.0
    """How far the picture is like an example that is not wanted."""
    terms: tuple[str, ...] = ()

    @property
    def words(self) -> float:
        """Both legs that read words, together."""
        return together(self.meaning, EXACT_WEIGHT * self.exact)


def text_score(matched: Matched, *, pixel_weight: float) -> float:
    """The score under a query in words."""
    return _chance(pixel_weight * _odds(matched.pixels) + _odds(matched.words))


def fused_score(matched: Matched, *, pixel_weight: float, has_text: bool, has_example: bool) -> float:
    """The score under words, examples, or both: then both must hold, so they are averaged; under neither, all fit.

    What is like an unwanted example loses as much of it.
    """
    wanted = []
    if has_text:
        wanted.append(text_score(matched, pixel_weight=pixel_weight))
    if has_example:
        wanted.append(matched.example)
    score = sum(wanted) / len(wanted) if wanted else 1.0
    return score * (1 - matched.unlike)


def either(*chances: float) -> float:
    """The chance that at least one of independent things is true."""
    none = 1.0
    for chance in chances:
        none *= 1.0 - chance
    return 1.0 - none


def together(*chances: float) -> float:
    """What several hints to the same thing say together: the sum of their odds, as a chance."""
    return _chance(sum(map(_odds, chances)))


def log_odds(score: float) -> float:
    """A score without a ceiling: what is nearly certain stays apart."""
    return math.log(max(_odds(score), CERTAIN))


def _odds(chance: float) -> float:
    return chance / max(1.0 - chance, CERTAIN)


def _chance(odds: float) -> float:
    return odds / (1.0 + odds)
