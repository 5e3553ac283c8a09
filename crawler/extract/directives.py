"""Reads what a site asks robots to leave alone: meta robots and X-Robots-Tag."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

OURS: Final = frozenset({"robots", "imagesearch-crawler"})
VALUED: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
"""Directives with a value behind a colon; any other word there names a robot."""
NO_IMAGES: Final = frozenset({"noindex", "none", "noimageindex", "noai", "noimageai"})
NO_FOLLOW: Final = frozenset({"nofollow", "none"})


@dataclass(frozen=True, slots=True)
class Directives:
    """What may be done with a page."""

    may_index: bool = True
    may_follow: bool = True


def directives(values: Iterable[str]) -> Directives:
    """The directives of meta contents or X-Robots-Tag headers that are meant for everybody or for us."""
    words = {word for value in values for word in _words(value)}
    return Directives(may_index=not words & NO_IMAGES, may_follow=not words & NO_FOLLOW)


def _words(value: str) -> list[str]:
    """`otherbot: noindex` is meant for another robot."""
    robot, colon, rest = value.lower().partition(":")
    is_named = bool(colon) and "," not in robot and robot.strip() not in VALUED
    if is_named and robot.strip() not in OURS:
        return []
    return [word.strip() for word in (rest if is_named else value.lower()).split(",")]
