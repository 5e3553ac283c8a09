"""One message and its answer, as the API's documentation and the tests of both sides show them."""

from typing import Any, Final

from imagesearch.search.examples_api import ANSWER as SEARCHED

MESSAGE: Final[dict[str, Any]] = {"crawl": "k3v9m2xq7tbd", "message": "show me red bicycles", "limit": 8}
ANSWER: Final[dict[str, Any]] = {
    "conversation": "6rF2n0Qw9sKb4XcA",
    "kind": "edit",
    "crawls": ["k3v9m2xq7tbd"],
    "query": {
        "text": "red bicycles",
        "subject": "red bicycles",
        "examples": [],
        "filters": {},
        "diversity": 0.0,
        "chips": [],
        "problems": [],
    },
    "links": {"page": "/crawls/k3v9m2xq7tbd/search/?q=red+bicycles"},
    **{name: SEARCHED[name] for name in ("results", "strong", "total", "excluded", "facets", "notices", "next_cursor")},
    "passages": [],
    "sentence": "Looked for “red bicycles”: 1 picture matches.",
    "offers": [],
    "took_ms": 23.4,
}
