"""How a crawl ends: the status and reason that its rows tell."""

from typing import Final

from django.db.models import Q

from imagesearch.crawls.models import Crawl, Image, Page
from imagesearch.crawls.selectors.turned_away import TurnedAway, closed_by_robots, refused_by_host
from imagesearch.crawls.states import CrawlStatus, ImageStatus, PageStatus

FAILED_START: Final = frozenset(
    {"start_page_failed", "list_failed", "host_unknown", "robots_disallowed", "robots_unreachable", "host_forbidden"}
)
"""Ends of fetching that mean nothing could be crawled."""
OUR_FAULTS: Final = ("embedding_failed", "indexing_failed", "crashed", "not_stored", "thumbnail_missing")
"""Failures that say something about us, however few."""
FAILED_SHARE_MAX: Final = 0.1
"""More of a site's own pages or pictures failing than this is a problem; a few dead links are the web as it is."""


def crawl_ending(crawl: Crawl) -> tuple[CrawlStatus, str, str]:
    """The end of a crawl whose rows have all reached theirs.

    Returns:
        Status, reason code, and a sentence where there is more to say than the code's own, else an empty text.
    """
    fetch_end = crawl.fetch_ended_reason
    if fetch_end in FAILED_START:
        return CrawlStatus.FAILED, fetch_end, _start_page_sentence(crawl)
    if blocked := _blocked(crawl):
        return blocked
    if fetch_end == "time_limit":
        return CrawlStatus.COMPLETE_WITH_PROBLEMS, fetch_end, ""
    if closed := closed_by_robots(crawl.id):
        return CrawlStatus.COMPLETE_WITH_PROBLEMS, "closed_by_robots", _closed_sentence(closed)
    if not Image.objects.filter(crawl=crawl, status=ImageStatus.INDEXED).exists():
        return CrawlStatus.COMPLETE_WITH_PROBLEMS, "no_images", ""
    if _has_trouble(crawl):
        return CrawlStatus.COMPLETE_WITH_PROBLEMS, "some_failed", ""
    return CrawlStatus.COMPLETE, fetch_end or "finished", ""


def _blocked(crawl: Crawl) -> tuple[CrawlStatus, str, str] | None:
    """The end of a crawl that was turned away; failed if it got nothing at all, not even the start page."""
    refused = refused_by_host(crawl.id)
    if refused is None and crawl.fetch_ended_reason != "blocked_by_site":
        return None
    has_page = Page.objects.filter(crawl=crawl, status=PageStatus.DONE).exists()
    has_image = Image.objects.filter(crawl=crawl, status=ImageStatus.INDEXED).exists()
    status = CrawlStatus.COMPLETE_WITH_PROBLEMS if has_page or has_image else CrawlStatus.FAILED
    return status, "blocked_by_site", _refused_sentence(refused) if refused else ""


def _refused_sentence(refused: TurnedAway) -> str:
    answers = ", ".join(f"{times:,} × {status}" for status, times in refused.answers)
    return f"{_lost_words(refused.host, 'refused', refused)}{f' ({answers})' if answers else ''}."


def _closed_sentence(closed: TurnedAway) -> str:
    return f"{_lost_words(f'robots.txt of {closed.host}', 'keeps out', closed)}."


def _lost_words(who: str, did: str, away: TurnedAway) -> str:
    if away.of == 1:
        return f"{who} {did} the only {away.what.removesuffix('s')} asked for"
    return f"{who} {did} {away.lost:,} of its {away.of:,} {away.what}"


def _start_page_sentence(crawl: Crawl) -> str:
    page = Page.objects.filter(crawl=crawl, depth=0).order_by("id").first()
    if page is None or crawl.fetch_ended_reason == "list_failed" or not page.http_status or page.http_status < 400:
        return ""
    return f"The start page could not be read: the server answered {page.http_status}."


def _has_trouble(crawl: Crawl) -> bool:
    images = Image.objects.filter(crawl=crawl)
    if images.filter(status=ImageStatus.FAILED, reason__in=OUR_FAULTS).exists():
        return True
    # What is gone (404, 410) or lies on other hosts says nothing about how this crawl went.
    gone = Q(http_status__in=[404, 410])
    own = Q(url__startswith=f"http://{crawl.host}/") | Q(url__startswith=f"https://{crawl.host}/")
    if crawl.listing:  # somebody named each of them
        own = Q()
    pages = Page.objects.filter(crawl=crawl)
    failed_pages = pages.filter(status=PageStatus.FAILED).exclude(gone).count()
    failed_images = images.filter(
        own, status=ImageStatus.FAILED, reason__in=("http_status", "timeout", "connection_failed", "blocked")
    )
    too_many_pages = failed_pages > FAILED_SHARE_MAX * pages.exclude(status=PageStatus.SKIPPED).count()
    return too_many_pages or failed_images.exclude(gone).count() > FAILED_SHARE_MAX * images.filter(own).count()
