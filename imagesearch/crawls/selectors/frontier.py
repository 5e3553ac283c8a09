"""What a crawl process must know when it starts, and how the frontier stands when nothing more is to be fetched."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from imagesearch.core.urls import url_host
from imagesearch.crawls.found import HostNews
from imagesearch.crawls.models import Crawl, CrawlHost, Image, Page
from imagesearch.crawls.options import CrawlOptions
from imagesearch.crawls.selectors.turned_away import REFUSED, refused_by_host
from imagesearch.crawls.states import CRAWL_ACTIVE, ImageStatus, PageStatus


@dataclass(frozen=True, slots=True)
class FrontierStart:
    """The state from which a crawl process goes on."""

    url: str
    options: CrawlOptions
    hosts: frozenset[str]
    pages_visited: int
    pages_known: int
    owner_id: int
    images_kept: int
    bytes_received: int
    hosts_known: tuple[HostNews, ...] = ()


def frontier_start(crawl_id: str) -> FrontierStart:
    """Read a crawl for the process that runs it.

    The hosts are those of the start page and of where it redirected to: its redirects keep depth 0.

    Raises:
        Crawl.DoesNotExist: deleted in the meantime.
    """
    crawl = Crawl.objects.get(pk=crawl_id)
    pages = Page.objects.filter(crawl=crawl)
    starts = pages.filter(depth=0).values_list("url", flat=True)
    return FrontierStart(
        url=crawl.url,
        options=CrawlOptions.model_validate(crawl.options),
        hosts=frozenset({url_host(crawl.url), *map(url_host, starts)}),
        pages_visited=pages.filter(visited()).count(),
        pages_known=pages.count(),
        owner_id=crawl.owner_id,
        images_kept=Image.objects.filter(crawl=crawl).exclude(sha256="").count(),
        bytes_received=crawl.bytes_received,
        hosts_known=_hosts_held(crawl_id),
    )


def _hosts_held(crawl_id: str) -> tuple[HostNews, ...]:
    """Hosts that asked for a pause which lasts still."""
    held = CrawlHost.objects.filter(crawl_id=crawl_id, held_until__gt=timezone.now())
    return tuple(HostNews(host=row.host, held_until=row.held_until) for row in held)


def frontier_failure(crawl_id: str) -> str:
    """Why a crawl got nothing, or was turned away; empty if it got what there is."""
    pages = Page.objects.filter(crawl_id=crawl_id)
    if pages.filter(status=PageStatus.DONE).exists() or Image.objects.filter(crawl_id=crawl_id).exists():
        return "blocked_by_site" if refused_by_host(crawl_id) else ""
    if Crawl.objects.values_list("listing", flat=True).get(pk=crawl_id):
        return "list_failed"
    if pages.filter(REFUSED, depth=0).exists():
        return "blocked_by_site"
    last = pages.filter(depth=0).exclude(reason="redirected").order_by("-id").values_list("reason", flat=True).first()
    known = {reason: reason for reason in ("host_unknown", "host_forbidden", "robots_disallowed", "robots_unreachable")}
    return known.get(last or "", "start_page_failed")


@dataclass(frozen=True, slots=True)
class Orders:
    """What a crawl process must know while it runs."""

    is_ours: bool = False
    """The crawl exists, is under way, and is in this holder's hands."""
    fetch_ended_reason: str = ""
    """Why another process of the crawl has found that nothing more is to be fetched."""


def crawl_orders(crawl_id: str, holder: str) -> Orders:
    """Whether, and for what reason not, the process of a holder should go on."""
    rows = Crawl.objects.filter(pk=crawl_id, lease_holder=holder, status__in=CRAWL_ACTIVE)
    reasons = list(rows.values_list("fetch_ended_reason", flat=True))
    return Orders(is_ours=True, fetch_ended_reason=reasons[0]) if reasons else Orders()


def is_shared(crawl_id: str, claimant: str, *, may_visit: bool) -> bool:
    """Whether another process has something in hand that may bring new work, or is left to take up what waits.

    Args:
        crawl_id: the crawl.
        claimant: the process that asks.
        may_visit: whether pages that wait count.
    """
    pages = Page.objects.filter(crawl_id=crawl_id)
    others = pages.filter(status=PageStatus.CLAIMED).exclude(claimed_by=claimant)
    found = Image.objects.filter(crawl_id=crawl_id, status=ImageStatus.FOUND)
    waits = may_visit and pages.filter(status=PageStatus.QUEUED).exists()
    return waits or others.exists() or found.exclude(claimed_by__in=("", claimant)).exists()


def visited() -> Q:
    """Pages that cost a visit: a redirect is not one, for its target counts."""
    return Q(status__in=[PageStatus.DONE, PageStatus.FAILED]) | Q(
        ~Q(reason="redirected"), status=PageStatus.SKIPPED, http_status__isnull=False
    )
