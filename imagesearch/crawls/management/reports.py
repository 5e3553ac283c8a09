"""How a crawl stands, in lines for a terminal."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

FAULTS_SHOWN: Final = 10


def progress_line(snapshot: dict[str, Any]) -> str:
    """One line that is rewritten while somebody waits."""
    counts = snapshot["counts"]
    eta = snapshot["eta_seconds"]
    parts = [
        f"{snapshot['status']}: pages {counts['pages_done']}/{counts['pages_found']}",
        f"pictures {counts['images_found']} found, {counts['images_fetched']} fetched",
        f"{counts['images_embedded']} embedded, {counts['images_indexed']} indexed",
        f"{counts['images_failed']} failed, {counts['images_skipped']} left out",
        *([f"about {eta:.0f} s left"] if eta else []),
    ]
    return " · ".join(parts)


def crawl_report(snapshot: dict[str, Any]) -> str:
    """The whole state, problems included."""
    return "\n".join(_lines(snapshot))


def crawls_report(crawls: Sequence[dict[str, Any]]) -> str:
    """Crawls, a line each."""
    lines = (
        f"{crawl['id']}  {crawl['created_at']:%Y-%m-%d %H:%M}  {crawl['status']:23} "
        f"{crawl['counts']['pages_done']:6,} pages {crawl['counts']['images_indexed']:7,} pictures  {crawl['url']}"
        for crawl in crawls
    )
    return "\n".join(lines) or "No crawl was started yet: manage.py crawl URL"


def list_report(listing: dict[str, Any]) -> str:
    """How a list was read, with the first rows that were refused."""
    duplicates = f", {listing['duplicates']:,} of them twice" if listing["duplicates"] else ""
    counts = [f"{listing[name]:,}" for name in ("rows", "rows_accepted", "rows_refused", "addresses")]
    lines = ["list      {} rows: {} accepted, {} refused; {} addresses".format(*counts) + duplicates]
    lines += [
        f"  line {fault['line']}: {fault['sentence']} {fault['value']}" for fault in listing["faults"][:FAULTS_SHOWN]
    ]
    more = sum(listing["reasons"].values()) - FAULTS_SHOWN
    return "\n".join([*lines, *([f"  and {more:,} more"] if more > 0 else [])])


def _lines(snapshot: dict[str, Any]) -> Iterator[str]:
    yield f"{snapshot['id']}  {snapshot['url']}"
    yield f"{snapshot['status']}: {snapshot['reason_sentence']}"
    if snapshot["list"]:
        yield list_report(snapshot["list"])
    counts = snapshot["counts"]
    yield (
        f"pages     {counts['pages_found']} found, {counts['pages_done']} read, {counts['pages_failed']} failed, "
        f"{counts['pages_skipped']} left out"
    )
    yield (
        f"pictures  {counts['images_found']} found, {counts['images_fetched']} fetched, "
        f"{counts['images_embedded']} embedded, {counts['images_indexed']} indexed, {counts['images_failed']} failed, "
        f"{counts['images_skipped']} left out"
    )
    yield from map(_host_line, snapshot["hosts"])
    for problem in snapshot["problems"]:
        yield f"{problem['count']:6}  {problem['kind']} {problem['status']}: {problem['sentence']} ({problem['example_url']})"


def _host_line(host: dict[str, Any]) -> str:
    """What holds for a host, and how it answers; what is nothing is not said."""
    said = [
        f"robots.txt: {host['rule_label'].lower()}",
        f"{host['requests']:,} requests",
        *([f"{host['delay_seconds']:g} s between two"] if host["delay_seconds"] else []),
        *(f"{host[f'answers_{code}']:,} answers {code}" for code in (403, 429, 503) if host[f"answers_{code}"]),
        *([f"{host['left_out']:,} left out by robots.txt"] if host["left_out"] else []),
        *([f"asked no more: {host['refusal_sentence']}"] if host["refusal"] else []),
        *([f"wants a pause until {host['held_until']}"] if host["held_until"] else []),
    ]
    return f"host      {host['host']}: {', '.join(said)}"
