"""Where the parts of a crawl are found, for the API and the pages."""

from django.urls import reverse


def crawl_links(crawl_id: str) -> dict[str, str]:
    """Paths on this server; the WebSocket's scheme is ws or wss like the page's."""
    return {
        "self": reverse("crawl_detail", args=[crawl_id]),
        "events": reverse("crawl_events", args=[crawl_id]),
        "websocket": f"/ws/crawls/{crawl_id}/",
        "images": reverse("crawl_images", args=[crawl_id]),
        "pages": reverse("crawl_pages", args=[crawl_id]),
        "hosts": reverse("crawl_hosts", args=[crawl_id]),
        "search": reverse("search"),
        "page": reverse("crawl", args=[crawl_id]),
    }
