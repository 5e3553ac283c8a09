"""One score from several legs: their odds are added up, each trusted as far as its weight.

One leg alone can make a match, and agreement makes a better one. Unlike chances, odds do not run into a ceiling: among many good
matches the order stays that of the legs, so that in a long query a few words in common do not outweigh the meaning. What is
said about a picture also speaks for or against what its pixels seem to show.
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

AGREEMENT: Final = 0.7
"""The power that odds of legs that read words are added under: below 1, two that agree are worth more than their sum."""
CONFIRMED_GAIN: Final = 5.0
"""What pixels seem to show counts so much where words certainly say it too."""
UNSAID_GAIN: Final = 0.4
"""And so much where a text about the picture speaks of something else."""
UNSAID_AROUND_GAIN: Final = 0.7
"""The same for a text around it, which may not be about the picture."""
SAID_HERE_GAIN: Final = 0.5
"""What pixels show counts more by such a share where words say of any picture of the collection that it shows the same."""
MUTE_WORDS: Final = 1
"""A text of so few words ("photo 3", a file's name) leaves nearly everything unsaid: that it lacks those asked for tells nothing."""
TELLING_WORDS: Final = 4
"""One of so many would name what is seen."""

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
    words_said: int = 0
    """How many different words, stop words aside, are said about the picture."""
    words_around: int = 0
    """The same of the text around it."""
    said_here: float = 0.0
    """How surely words say the same of any picture of the collection, 0 to 1."""

    @property
    def words(self) -> float:
        """Both legs that read words, together."""
        return together(self.meaning, EXACT_WEIGHT * self.exact)


def text_score(matched: Matched, *, pixel_weight: float) -> float:
    """The score under a query in words."""
    words = matched.words
    silent = min(_silence(matched.words_said, UNSAID_GAIN), _silence(matched.words_around, UNSAID_AROUND_GAIN))
    gain = words * CONFIRMED_GAIN + (1 - words) * silent
    gain *= 1 + SAID_HERE_GAIN * matched.said_here
    return _chance(gain * pixel_weight * _odds(matched.pixels) + _odds(words))


def _silence(words: int, gain: float) -> float:
    """What pixels count for beside a text of so many words that lacks those asked for: `gain` if it tells enough, all if it is mute."""
    told = min(max((words - MUTE_WORDS) / (TELLING_WORDS - MUTE_WORDS), 0.0), 1.0)
    return 1.0 - told * (1.0 - gain)


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
    """What several hints to the same thing say together, as a chance: more than the best of them, and most where they agree."""
    hints = [chance for chance in chances if chance]
    if len(hints) < 2:  # of most candidates only one leg says anything, and a search asks this a thousand times
        return sum(hints)
    return _chance(sum(_odds(chance) ** AGREEMENT for chance in hints) ** (1 / AGREEMENT))


def log_odds(score: float) -> float:
    """A score without a ceiling: what is nearly certain stays apart."""
    return math.log(max(_odds(score), CERTAIN))


def _odds(chance: float) -> float:
    return chance / max(1.0 - chance, CERTAIN)


def _chance(odds: float) -> float:
    return odds / (1.0 + odds)
