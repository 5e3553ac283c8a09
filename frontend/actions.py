"""What people can do to a crawl, for its buttons: in which states, by which service."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from imagesearch.crawls.models import Crawl
from imagesearch.crawls.services.lifecycle import crawl_cancel, crawl_pause, crawl_resume, crawl_retry_failed
from imagesearch.crawls.states import CRAWL_ACTIVE, CRAWL_ENDED, CrawlStatus


@dataclass(frozen=True, slots=True)
class Action:
    """A button."""

    name: str
    label: str
    statuses: frozenset[CrawlStatus]
    act: Callable[[Crawl], Crawl]
    needs: str = ""
    """Counts of which one must not be zero, in the script's notation; empty: none."""

    @property
    def when(self) -> str:
        """The states as the page's script reads them."""
        return " ".join(sorted(self.statuses))

    def fits(self, status: str, counts: Mapping[str, int]) -> bool:
        """Whether the button makes sense now."""
        return status in self.statuses and (not self.needs or any(counts[name] for name in self.needs.split()))


ACTIONS: Final[Mapping[str, Action]] = {
    action.name: action
    for action in (
        Action("pause", "Pause", CRAWL_ACTIVE, crawl_pause),
        Action("resume", "Resume", frozenset({CrawlStatus.PAUSED}), crawl_resume),
        Action("cancel", "Cancel", CRAWL_ACTIVE | {CrawlStatus.PAUSED}, crawl_cancel),
        Action("retry-failed", "Try failed again", CRAWL_ENDED, crawl_retry_failed, "pages_failed images_failed"),
    )
}
