"""Reads what a site asks robots to leave alone, in meta robots and X-Robots-Tag, as far as the crawl obeys it."""

import email.utils
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from imagesearch import env
from imagesearch.crawls.options import Obey

EVERYBODY: Final = "robots"
VALUED: Final = frozenset({"max-snippet", "max-image-preview", "max-video-preview"})
"""Directives with a value behind a colon; any other word there names a robot."""
NO_FOLLOW: Final = frozenset({"nofollow", "none"})
NO_AI: Final = frozenset({"noai", "noimageai"})
REASONS: Final[dict[str, frozenset[str]]] = {
    "noindex": frozenset({"noindex", "none"}),
    "noimageindex": frozenset({"noimageindex"}),
    "noai": NO_AI,
}
"""Reason code of the pictures that are left out -> the directives that ask for it; the first that fits counts."""
EXPIRY: Final = "unavailable_after"
_EXPIRY_VALUE: Final = re.compile(
    rf"{EXPIRY}\s*:\s*([^,]*(?:,\s*\d[^,]*)?)"  # a date may have one comma, behind the day of the week
)


@dataclass(frozen=True, slots=True)
class Policy:
    """Whose wishes a crawl obeys, and which."""

    obey: Obey = Obey.ALL
    user_agent: str = env.CRAWL_USER_AGENT

    def is_meant(self, robot: str) -> bool:
        """Whether what is said to a robot of this name is said to us."""
        name, ours = robot.strip().lower(), self.user_agent.lower()
        if name == EVERYBODY:
            return True
        return bool(name) and name in ours and bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", ours))


OBEDIENT: Final = Policy()


@dataclass(frozen=True, slots=True)
class Directives:
    """What may be done with a page or picture."""

    reason: str = ""
    """Why its pictures are left out, as a code of `IMAGE_REASONS`; empty if they are not."""
    may_follow: bool = True

    @property
    def may_index(self) -> bool:
        """Whether its pictures may be kept and searched."""
        return not self.reason

    @property
    def may_read(self) -> bool:
        """Whether its words may be kept."""
        return self.reason in ("", "noimageindex")

    def joined(self, other: "Directives") -> "Directives":
        """What both allow."""
        return Directives(self.reason or other.reason, self.may_follow and other.may_follow)


def directives(values: Iterable[str], policy: Policy = OBEDIENT, *, now: datetime | None = None) -> Directives:
    """The directives of meta contents or X-Robots-Tag headers that are meant for everybody or for us.

    Args:
        values: each a list with commas; `otherbot: noindex, nofollow` is meant for another robot.
        policy: what is obeyed.
        now: the time at which `unavailable_after` is judged; the present one if not given.
    """
    if policy.obey == Obey.NOTHING:
        return Directives()
    words = {word for value in values for word in _words(value.lower(), policy)}
    if policy.obey == Obey.INDEXING:
        words -= NO_AI
    reason = next((reason for reason, asking in REASONS.items() if words & asking), "")
    if not reason and any(_is_past(word, now or datetime.now(UTC)) for word in words):
        reason = EXPIRY
    return Directives(reason, may_follow=not words & NO_FOLLOW)


def _words(value: str, policy: Policy) -> Iterator[str]:
    """Lower-case directives; a name with a colon tells for whom those behind it are."""
    is_ours = True
    for part in _EXPIRY_VALUE.sub(_expiry_word, value).split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip() not in VALUED:
            is_ours = policy.is_meant(name)
            part = rest  # noqa: PLW2901  the first directive stands behind the name
        if is_ours:
            yield part.strip()


def _expiry_word(match: re.Match[str]) -> str:
    """One word of it, without the commas and colons that the parts are told by."""
    return f"{EXPIRY}={match[1].strip().replace(',', ';').replace(':', '.')}"


def _is_past(word: str, now: datetime) -> bool:
    name, _, text = word.partition("=")
    moment = _moment(text.replace(";", ",").replace(".", ":", 2)) if name == EXPIRY else None
    return moment is not None and moment < now


def _moment(text: str) -> datetime | None:
    """A time as RFC 822, RFC 850 or ISO 8601 write it; None for anything else."""
    for read in (datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            moment = read(text.upper())
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
