"""The states of crawls, pages and pictures, which may follow which, and the closed lists of reasons with their sentences."""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from imagesearch.core.browser import INSTALL_COMMAND


class CrawlStatus(TextChoices):
    """Where a crawl stands."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    FINISHING = "finishing", "Finishing"
    COMPLETE = "complete", "Complete"
    COMPLETE_WITH_PROBLEMS = "complete_with_problems", "Complete with problems"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"


CRAWL_ENDED: Final = frozenset(
    {CrawlStatus.COMPLETE, CrawlStatus.COMPLETE_WITH_PROBLEMS, CrawlStatus.CANCELLED, CrawlStatus.FAILED}
)
CRAWL_ACTIVE: Final = frozenset({CrawlStatus.QUEUED, CrawlStatus.RUNNING, CrawlStatus.FINISHING})
"""What a crawl worker has, or will have, in hand."""

CRAWL_NEXT: Final[Mapping[str, frozenset[str]]] = {
    CrawlStatus.QUEUED: frozenset({"running", "paused", "cancelled", "failed"}),
    CrawlStatus.RUNNING: frozenset({"queued", "paused", "finishing", "cancelled", "failed"}),
    CrawlStatus.PAUSED: frozenset({"queued", "cancelled", "failed"}),
    CrawlStatus.FINISHING: frozenset({"queued", "paused", "complete", "complete_with_problems", "cancelled", "failed"}),
    CrawlStatus.COMPLETE: frozenset({"queued"}),
    CrawlStatus.COMPLETE_WITH_PROBLEMS: frozenset({"queued"}),
    CrawlStatus.CANCELLED: frozenset({"queued"}),
    CrawlStatus.FAILED: frozenset({"queued"}),
}
"""The guarded transitions; back to `queued` from an end state is a retry of what failed."""


class PageStatus(TextChoices):
    """Where a page of the frontier stands."""

    QUEUED = "queued", "Queued"
    CLAIMED = "claimed", "Being fetched"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"


class ImageStatus(TextChoices):
    """Where a picture stands on its way to the index."""

    FOUND = "found", "Found"
    FETCHED = "fetched", "Fetched"
    EMBEDDED = "embedded", "Embedded"
    INDEXED = "indexed", "Indexed"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"


class RobotsRule(TextChoices):
    """What a host's robots.txt says to us, taken together."""

    UNKNOWN = "", "Not asked for yet"
    NONE = "none", "None, so all is allowed"
    OPEN = "open", "All is allowed"
    PARTLY = "partly", "Some paths are closed"
    CLOSED = "closed", "Closed to us"
    UNREACHABLE = "unreachable", "Not to be had, so nothing is allowed"


IMAGE_ENDED: Final = frozenset({ImageStatus.INDEXED, ImageStatus.FAILED, ImageStatus.SKIPPED})

CRAWL_REASONS: Final[Mapping[str, str]] = {
    "waiting": "Waiting for a crawl worker.",
    "waiting_for_turn": "Waiting until one of your other crawls has ended.",
    "crawling": "Fetching pages and pictures.",
    "embedding": "All pages are fetched; the last pictures are being embedded and indexed.",
    "paused_by_user": "Paused; resume to go on where it stopped.",
    "finished": "Every page in scope was visited and every picture has reached its end.",
    "page_limit": "The page limit was reached; pages beyond it were left out.",
    "time_limit": "The time limit for fetching was reached; pages beyond it were left out.",
    "image_limit": "The limit of pictures was reached; what lies beyond it was left out.",
    "byte_limit": "The limit of bytes was reached; what lies beyond it was left out.",
    "minute_limit": "The time given to this crawl was over; what lies beyond it was left out.",
    "no_images": "Every page in scope was visited, but none of them has a picture that could be indexed.",
    "start_page_failed": "The start page could not be read.",
    "list_failed": "None of the listed pages could be read.",
    "host_unknown": "The host name of the start page is not known.",
    "robots_disallowed": "The site's robots.txt does not allow the start page to be crawled.",
    "robots_unreachable": "The site's robots.txt could not be read, so nothing of it may be crawled.",
    "host_forbidden": "The address is not public, so it may not be crawled.",
    "blocked_by_site": "The site refused most requests.",
    "closed_by_robots": "The site's robots.txt keeps most of it out.",
    "some_failed": "Finished, but some pages or pictures failed; the problems say which.",
    "cancelled_by_user": "Cancelled; what was indexed until then can still be searched.",
    "crawler_crashed": "The crawl process ended abnormally several times in a row.",
    "restarted": "Taken up again after an interruption.",
    "retrying": "Trying again what had failed.",
    "storage_full": "There is no room left to store pictures; make room and resume.",
}

PAGE_REASONS: Final[Mapping[str, str]] = {
    "": "",
    "http_status": "The server answered with an error status.",
    "timeout": "The server did not answer in time.",
    "connection_failed": "The connection failed.",
    "host_unknown": "The host name is not known.",
    "host_forbidden": "The address is not public, so it may not be fetched.",
    "redirect_out_of_scope": "The page redirects to a place outside the crawl's scope.",
    "redirect_loop": "The page redirects too many times.",
    "redirected": "The page redirects to another page of the crawl.",
    "robots_disallowed": "robots.txt does not allow it.",
    "robots_unreachable": "The host's robots.txt could not be read, so nothing of it may be fetched.",
    "not_html": "The address does not give an HTML page.",
    "image": "The address gives a picture, which is listed with the pictures.",
    "too_large": "The body is larger than the limit.",
    "bad_content": "The answer could not be read.",
    "page_limit": "Beyond the crawl's page limit.",
    "depth_limit": "Deeper than the crawl's depth limit.",
    "excluded": "An exclude pattern of the crawl matches it.",
    "trap": "Looks like one of endlessly many generated addresses.",
    "time_limit": "Beyond the crawl's time limit.",
    "same_content": "Says the same as many other addresses of the site.",
    "nothing_new": "Many addresses like this one in a row had no picture and no words that others have not.",
    "image_limit": "Beyond the crawl's limit of pictures.",
    "byte_limit": "Beyond the crawl's limit of bytes.",
    "minute_limit": "Beyond the time given to the crawl.",
    "cancelled": "The crawl was cancelled first.",
    "crashed": "Reading it ended the crawl process several times.",
    "blocked": "The site refused the request or asked to come back much later.",
    "noindex": "The page asks not to be indexed.",
    "noimageindex": "The page asks for its pictures not to be indexed.",
    "noai": "The page asks not to be read by AI models.",
    "unavailable_after": "The page asked not to be indexed after a day that is past.",
    "listed": "Named by the list as the page of a picture; it is not read itself.",
    "sitemap": "A sitemap; the pages that it names are visited.",
    "rendered": "Read with a browser.",
    "no_browser": "Read as plain HTML, though it seems to need a browser: no Chromium starts here; "
    f"`{INSTALL_COMMAND}` gets one.",
    "render_failed": "Read as plain HTML: the browser did not come to an end with it.",
    "render_limit": "Read as plain HTML: the crawl's limit of pages read with a browser was reached.",
}

BUDGETS: Final = frozenset({"time_limit", "minute_limit", "image_limit", "byte_limit"})
"""Ends of fetching that leave pages and pictures out; the code is that of each of them too."""

PAGE_SHORTFALLS: Final = frozenset({"no_browser", "render_failed", "render_limit"})
"""Reasons of pages that are done, but may show more than was read."""

IMAGE_REASONS: Final[Mapping[str, str]] = {
    "": "",
    "http_status": "The server answered with an error status.",
    "timeout": "The server did not answer in time.",
    "connection_failed": "The connection failed.",
    "host_unknown": "The host name is not known.",
    "host_forbidden": "The address is not public, so it may not be fetched.",
    "redirect_loop": "The picture's address redirects too many times.",
    "robots_disallowed": "robots.txt does not allow it.",
    "robots_unreachable": "The host's robots.txt could not be read, so nothing of it may be fetched.",
    "not_an_image": "The address does not give a picture.",
    "unsupported_format": "A picture format that is not decoded here.",
    "vector_graphic": "A vector graphic (SVG) that could not be drawn.",
    "broken": "The picture is damaged or cut off.",
    "empty": "The answer has no content.",
    "too_small": "Smaller than the smallest picture worth indexing.",
    "too_many_pixels": "More pixels than the limit.",
    "too_large": "The file is larger than the limit.",
    "variant": "Another size or format of a picture that stands for it.",
    "tracking_pixel": "A pixel that counts visits.",
    "spacer": "A spacer, a few pixels wide or high.",
    "blank": "One flat colour.",
    "bad_url": "The address cannot be read as a URL.",
    "storage_full": "There was no room left to store it.",
    "not_stored": "The picture could not be stored.",
    "thumbnail_missing": "The stored thumbnail is gone; fetch it again.",
    "embedding_failed": "The picture could not be embedded.",
    "indexing_failed": "The picture could not be added to the index.",
    "crashed": "Reading it ended the crawl process several times.",
    "cancelled": "The crawl was cancelled first.",
    "time_limit": "Beyond the crawl's time limit.",
    "image_limit": "Beyond the crawl's limit of pictures.",
    "byte_limit": "Beyond the crawl's limit of bytes.",
    "minute_limit": "Beyond the time given to the crawl.",
    "blocked": "The site refused the request or asked to come back much later.",
    "noindex": "The page or picture asks not to be indexed.",
    "noimageindex": "The page asks for its pictures not to be indexed.",
    "noai": "The page or picture asks not to be read by AI models.",
    "unavailable_after": "The page or picture asked not to be indexed after a day that is past.",
}
