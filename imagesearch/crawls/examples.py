"""Examples of the crawl API: shown in its docs, and compared with real answers by the tests."""

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

CRAWL_INPUT: Final = {"url": "https://example.org/", "limit": 200, "render": "auto", "exclude": ["*/tag/*"]}
LINKS: Final = {
    "self": "/api/v1/crawls/k3mw8tqzr2xa/",
    "events": "/api/v1/crawls/k3mw8tqzr2xa/events/",
    "websocket": "/ws/crawls/k3mw8tqzr2xa/",
    "images": "/api/v1/crawls/k3mw8tqzr2xa/images/",
    "pages": "/api/v1/crawls/k3mw8tqzr2xa/pages/",
    "hosts": "/api/v1/crawls/k3mw8tqzr2xa/hosts/",
    "search": "/api/v1/search/",
    "page": "/crawls/k3mw8tqzr2xa/",
}
LIST_INPUT: Final = {
    "urls": [
        {"image": "https://shop.example/a.jpg|https://shop.example/b.jpg", "title": "Red chair", "sku": "A-17",
         "link": "https://shop.example/chair"},
        {"image": "https://shop.example/c.jpg", "title": "Oak table"},
    ],
    "kind": "images",
}  # fmt: skip
LIST_CREATED_LIST: Final[dict[str, Any]] = {
    "name": "catalogue.csv", "rows": 1204, "rows_accepted": 1203, "rows_refused": 1, "addresses": 3100,
    "duplicates": 12, "reasons": {"url_no_scheme": 1},
    "faults": [
        {"line": 17, "reason": "url_no_scheme", "value": "shop.example/d.jpg",
         "sentence": "The address does not begin with http:// or https://."},
    ],
}  # fmt: skip
CRAWL_CREATED: Final = {"id": "k3mw8tqzr2xa", "status": "queued", "links": LINKS}
LIST_CREATED: Final = {**CRAWL_CREATED, "list": LIST_CREATED_LIST}
COUNTS: Final = {
    "pages_found": 120, "pages_done": 64, "pages_failed": 1, "pages_skipped": 3, "images_found": 700,
    "images_fetched": 420, "images_embedded": 384, "images_indexed": 384, "images_failed": 2, "images_skipped": 31,
}  # fmt: skip
SUMMARY: Final[dict[str, Any]] = {
    "id": "k3mw8tqzr2xa",
    "url": "https://example.org/",
    "host": "example.org",
    "status": "running",
    "reason": "crawling",
    "reason_sentence": "Fetching pages and pictures.",
    "created_at": "2026-01-31T09:30:00Z",
    "started_at": "2026-01-31T09:30:01Z",
    "finished_at": None,
    "eta_seconds": 95.0,
    "counts": COUNTS,
}
PROBLEM: Final = {
    "kind": "image", "status": "skipped", "reason": "too_small",
    "sentence": "Smaller than the smallest picture worth indexing.", "count": 31,
    "example_url": "https://example.org/dot.gif",
}  # fmt: skip
HOST: Final = {
    "host": "example.org", "rule": "partly", "rule_label": "Some paths are closed", "robots_status": 200,
    "crawl_delay_seconds": 2.0, "delay_seconds": 4.0, "is_pace_shared": True, "requests": 184, "answers_403": 0,
    "answers_429": 3, "answers_503": 0, "left_out": 12, "held_until": "2026-01-31T09:32:30Z", "refusal": "",
    "refusal_sentence": "",
}  # fmt: skip
CRAWL: Final[dict[str, Any]] = {
    **SUMMARY,
    "bytes_received": 31_457_280,
    "cache": {"hits": 12, "revalidated": 388, "misses": 84, "bytes_saved": 68_157_440},
    "seq": 57,
    "options": {
        "kind": "site",
        "processes": 1,
        "limit": 200,
        "depth": 20,
        "image_limit": None,
        "byte_limit": None,
        "minute_limit": 60,
        "render": "auto",
        "obey": "all",
        "include": [],
        "exclude": ["*/tag/*"],
        "fresh": False,
    },
    "list": None,
    "problems": [PROBLEM],
    "hosts": [HOST],
    "links": LINKS,
}
SIGHTING: Final = {
    "page_url": "https://example.org/harbour/", "route": "img-src", "alt": "A red boat in the harbour", "title": "",
    "caption": "The Anna, built in 1921", "context": "Boats of the harbour", "role": "content", "role_rule": "nothing_else",
}  # fmt: skip
IMAGE: Final[dict[str, Any]] = {
    "id": 4711, "url": "https://example.org/boat.jpg", "status": "indexed", "reason": "", "reason_sentence": "",
    "http_status": 200, "sha256": "9f2c…", "width": 1200, "height": 800, "format": "JPEG", "bytes": 184213,
    "color": "#8a3b2f", "role": "content", "role_rule": "nothing_else",
    "role_sentence": "Nothing says that it is anything but content.", "variant_of": None, "sightings": [SIGHTING], "sightings_count": 1,
}  # fmt: skip
PAGE: Final = {
    "id": 12, "url": "https://example.org/harbour/", "depth": 1, "status": "done", "reason": "", "reason_sentence": "",
    "http_status": 200, "title": "Boats of the harbour", "language": "en", "word_count": 412,
    "description": "Every boat that lies in the harbour, with its year.", "text_sha256": "51c0…",
}  # fmt: skip
PAGE_WITH_TEXT: Final = {**PAGE, "text": "Boats of the harbour\nThe Anna was built in 1921 and …"}
PROBLEM_DOCUMENT: Final = {
    "type": "about:blank", "title": "url no scheme", "status": 400, "code": "url_no_scheme",
    "detail": "The address has no scheme; did you mean https://example.org ?",
}  # fmt: skip


def request_example(value: Any, name: str = "Example") -> OpenApiExample:
    """An example of what is sent."""
    return OpenApiExample(name, value=value, request_only=True)


def answer_example(value: Any, status: str = "200", name: str = "Example") -> OpenApiExample:
    """An example of what comes back."""
    return OpenApiExample(name, value=value, response_only=True, status_codes=[status])
