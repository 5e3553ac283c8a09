"""Web app manifests: icons and screenshots."""

import pytest

from crawler.extract.manifest import manifest_images

URL = "https://site.example/app/site.webmanifest"


def test_manifest_gives_its_pictures() -> None:
    body = b"""{"icons": [{"src": "i192.png", "sizes": "192x192"}, {"src": "/i512.png"}, {"nothing": 1}, "no"],
    "screenshots": [{"src": "//cdn.example/s.jpg"}], "shortcuts": [{"icons": [{"src": "i192.png"}, {"src": "cut.svg"}]}, 7]}"""
    assert manifest_images(body, URL) == [
        "https://site.example/app/i192.png",
        "https://site.example/i512.png",
        "https://cdn.example/s.jpg",
        "https://site.example/app/cut.svg",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"7", b"{", b'{"icons": 5}', b'{"icons": {"src": "x"}}', b"[" * 100_000, b"\xff"]
)
def test_manifest_of_rubbish_gives_nothing(body: bytes) -> None:
    assert manifest_images(body, URL) == []
