"""Where responses send us."""

from typing import Final

from scrapy.http import Response

from imagesearch.core.urls import url_join

REDIRECTS_MAX: Final = 10
STATUSES: Final = frozenset({301, 302, 303, 307, 308})


def redirect_target(response: Response) -> str | None:
    """Where a response sends us, as browsers read the header; None if it is no redirect to the web."""
    location = response.headers.get("Location")
    if response.status not in STATUSES or location is None:
        return None
    return url_join(response.url, location.decode("utf-8", "replace"))
