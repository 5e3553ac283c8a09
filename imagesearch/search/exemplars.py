"""Pictures that a search goes by, several at a time: how like a candidate is to those wanted, and to those unwanted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imagesearch.search.calibration import Likeness
from imagesearch.vectors.base import Vector


@dataclass(frozen=True, slots=True)
class Exemplar:
    """One example picture; results should be like it, or with a weight below zero unlike it."""

    name: str
    """Of the leg that scores candidates against it."""
    vector: Vector
    """(dim,) float32 of unit length."""
    weight: float = 1.0

    @property
    def is_wanted(self) -> bool:
        """Whether results should be like it."""
        return self.weight > 0


def exemplars_of(weighted: Iterable[tuple[Vector, float]]) -> tuple[Exemplar, ...]:
    """Exemplars with names of their own; a weight of zero says nothing."""
    return tuple(Exemplar(f"example{i}", vector, weight) for i, (vector, weight) in enumerate(weighted) if weight)


def likeness_chance(scores: Mapping[str, float], exemplars: Sequence[Exemplar], likeness: Likeness) -> float:
    """How likely a candidate is what the wanted examples mean together, 0 to 1: the weighted mean over them.

    Like only one of two examples it is half right; each example is read on the collection's own scale first, so that
    the mean is one of chances and not of cosines.
    """
    if not exemplars:
        return 0.0
    chances = [(one.weight, _chance(scores, one, likeness)) for one in exemplars if one.is_wanted]
    total = sum(weight for weight, _ in chances)
    return sum(weight * chance for weight, chance in chances) / total if total else 0.0


def unlikeness_chance(
    scores: Mapping[str, float], exemplars: Sequence[Exemplar], likeness: Likeness, *, wanted: float
) -> float:
    """How likely a candidate is like one of the unwanted examples, 0 to 1, each trusted as far as its weight.

    What is still more like what is wanted loses little, for both are mostly of the same kind: of two houses the red
    one is wanted and the blue one is not. An unwanted picture itself is out.

    Args:
        scores: cosines of the candidate, by example.
        exemplars: all examples; those that are wanted are passed over.
        likeness: the scale of the collection.
        wanted: how likely the candidate is what is wanted, in words or like an example, 0 to 1.
    """
    if not exemplars:
        return 0.0
    innocence = 1.0
    for one in exemplars:
        if not one.is_wanted:
            chance = _chance(scores, one, likeness)
            share = 1.0 if chance in (0.0, 1.0) else chance**2 / (chance**2 + wanted**2)
            innocence *= 1.0 - min(-one.weight, 1.0) * chance * share
    return 1.0 - innocence


def _chance(scores: Mapping[str, float], exemplar: Exemplar, likeness: Likeness) -> float:
    return likeness.probability(scores[exemplar.name]) if exemplar.name in scores else 0.0
