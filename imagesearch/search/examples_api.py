"""One question and its answer, as the API's documentation and the tests of both sides show them."""

from typing import Any, Final

QUESTION: Final[dict[str, Any]] = {
    "crawl": "k3v9m2xq7tbd",
    "text": "red bicycle by the sea",
    "not": ["people"],
    "filters": {"format": ["JPEG", "PNG"], "width_min": 400},
    "limit": 24,
}
QUESTION_BY_EXAMPLES: Final[dict[str, Any]] = {
    "crawls": "all",
    "text": "but red",
    "examples": [{"image": 4711, "weight": 1.0}, {"image": "https://shop.example/unlike.jpg", "weight": -0.5}],
    "diversity": 0.3,
}
ANSWER: Final[dict[str, Any]] = {
    "took_ms": 23.4,
    "is_kept": False,
    "query": {
        "text": "red bicycle by the sea",
        "parser": "rules",
        "parser_note": "",
        "read_as": "red bicycle by the sea",
        "subject": "red bicycle by the sea",
        "not": ["people"],
        "phrases": [],
        "image": None,
        "examples": [],
        "filters": {"format": ["JPEG", "PNG"], "width_min": 400},
        "sort": "relevance",
        "diversity": 0.0,
        "chips": [],
        "problems": [],
        "crawls": ["k3v9m2xq7tbd"],
    },
    "sentence": "1 picture matches “red bicycle by the sea”.",
    "strong": 1,
    "total": 1,
    "excluded": 0,
    "notices": [],
    "facets": {"format": {"JPEG": 1}, "size": {"large": 1}, "aspect": {"wide": 1}, "color": {"brown": 1}},
    "results": [
        {
            "rank": 1,
            "score": 0.9312,
            "is_strong": True,
            "crawl": "k3v9m2xq7tbd",
            "image_id": 4711,
            "image_url": "https://shop.example/img/4711.jpg",
            "thumbnail_url": "/thumbnails/4711.jpg",
            "page_url": "https://shop.example/bicycles",
            "page_title": "Bicycles",
            "alt": "A red bicycle on the beach",
            "title": "",
            "caption": "",
            "format": "JPEG",
            "width": 1200,
            "height": 800,
            "bytes": 183_204,
            "color": "#c8b79a",
            "copies": 2,
            "copies_list": [
                {
                    "image_id": 4802,
                    "image_url": "https://shop.example/img/4711-small.webp",
                    "page_url": "https://shop.example/",
                    "format": "WEBP",
                    "width": 600,
                    "height": 400,
                    "kind": "resized",
                }
            ],
            "matched": {
                "pixels": 0.9124,
                "words": 0.7812,
                "meaning": 0.6405,
                "exact": 0.5346,
                "example": 0.0,
                "unlike": 0.0,
                "terms": ["red", "bicycle"],
            },
        }
    ],
    "next_cursor": None,
}
