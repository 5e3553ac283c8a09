"""Pictures in the data that a page brings for its scripts."""

import json

import pytest

from crawler.extract.page import page_read
from crawler.extract.page_data import IMAGES_MAX, data_images

URL = "https://site.example/shop/page.html"
STATE = {"a": "https://cdn.example/a.jpg?w=1&h=2", "b": ["/b.webp", "c.png", "/d.html"], "e": "see /f.png, it is nice"}


def test_data_in_json_gives_plain_addresses_of_pictures() -> None:
    assert data_images("application/json", json.dumps(STATE)) == ["https://cdn.example/a.jpg?w=1&h=2", "/b.webp"]


@pytest.mark.parametrize(
    "script",
    [
        r'window.__NUXT__={a:"https:\u002F\u002Fcdn.example\u002Fa.png"}',
        r'self.__next_f.push([1,"{\"src\":\"https://cdn.example/a.png\"}"])',
        r'window.__INITIAL_STATE__ = {"src":"https:\/\/cdn.example\/a.png"};',
    ],
)
def test_state_of_a_framework_gives_its_pictures(script: str) -> None:
    assert data_images("", script) == ["https://cdn.example/a.png"]


def test_program_gives_no_pictures() -> None:
    assert data_images("", 'var icon = "/icons/" + name + ".png"; load("/sprite.png")') == []
    assert data_images("text/javascript", "x" * 3_000_000 + "__NUXT__") == []


def test_data_of_a_page_becomes_its_pictures() -> None:
    body = f'<title>t</title><script id="__NEXT_DATA__" type="application/json">{json.dumps(STATE)}</script>'
    found = [(image.route, image.url, image.context) for image in page_read(body.encode(), URL).images]
    assert found == [
        ("page-data", "https://cdn.example/a.jpg?w=1&h=2", "t"),
        ("page-data", "https://site.example/b.webp", "t"),
    ]


@pytest.mark.timeout(30)
def test_data_is_bounded() -> None:
    assert len(data_images("application/json", json.dumps([f"/{n}.png" for n in range(5000)]))) == IMAGES_MAX
    assert data_images("application/json", '"/' * 900_000) == []
    assert data_images("application/json", '"/' + "a" * 1_900_000) == []
