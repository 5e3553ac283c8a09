"""What one host's robots.txt says to us, as RFC 9309 reads it."""

from dataclasses import dataclass
from itertools import islice
from typing import Final

from protego import Protego

from imagesearch import env
from imagesearch.crawls.states import RobotsRule

BODY_MAX_BYTES: Final = 500_000
"""What RFC 9309 asks a crawler to read at least, and we at most."""
SITEMAPS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host."""

    rule: RobotsRule
    refusal: str = ""
    """Why nothing may be fetched, as a reason code, where robots.txt could not be had."""
    status: int | None = None
    crawl_delay_seconds: float | None = None
    sitemaps: tuple[str, ...] = ()
    parser: Protego | None = None
    body_bytes: int = 0
    """What it took to say so; the parser takes many times as much."""

    def reason(self, url: str) -> str:
        """Why an address of the host may not be fetched, as a reason code; empty if it may."""
        if self.refusal or self.parser is None:
            return self.refusal
        return "" if self.parser.can_fetch(url, env.CRAWL_USER_AGENT) else "robots_disallowed"


def robots_read(status: int, body: bytes, site: str) -> Robots:
    """The rules in an answer: missing allows all, a server that cannot say forbids all.

    Args:
        status: HTTP status; a redirect that leads nowhere counts as missing.
        body: as much of it as was read.
        site: scheme and host.
    """
    if status >= 500 or status == 429:
        return robots_unreachable("robots_unreachable", status)
    if not 200 <= status < 300:
        return Robots(RobotsRule.NONE, status=status)
    # What was cut off in the middle of a line is no rule: it would forbid more than was written.
    whole = body if len(body) <= BODY_MAX_BYTES else body[:BODY_MAX_BYTES].rpartition(b"\n")[0]
    parser = Protego.parse(whole.decode("utf-8-sig", "replace"))
    delay_seconds = parser.crawl_delay(env.CRAWL_USER_AGENT)
    return Robots(
        _rule(parser, site),
        status=status,
        crawl_delay_seconds=None if delay_seconds is None else float(delay_seconds),
        sitemaps=tuple(str(url) for url in islice(parser.sitemaps, SITEMAPS_MAX)),
        parser=parser,
        body_bytes=len(whole),
    )


def robots_unreachable(reason: str, status: int | None = None) -> Robots:
    """Nobody knows what the host allows, so nothing."""
    return Robots(RobotsRule.UNREACHABLE, refusal=reason, status=status)


def _rule(parser: Protego, site: str) -> RobotsRule:
    if not parser.can_fetch(f"{site}/", env.CRAWL_USER_AGENT):
        return RobotsRule.CLOSED
    ours = parser._get_matching_rule_set(env.CRAWL_USER_AGENT)  # noqa: SLF001  its interface does not tell
    has_limits = ours is not None and any(rule.field == "disallow" for rule in ours._rules)  # noqa: SLF001
    return RobotsRule.PARTLY if has_limits else RobotsRule.OPEN
