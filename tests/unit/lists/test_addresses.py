"""Rows become addresses with their words: columns by many names, several addresses in a cell, reasons for the rest."""

import random
from typing import Any

import pytest

from imagesearch.core.guard import Guard
from imagesearch.lists.addresses import Listed, ListKind, Refusal, kind_guess, row_read
from imagesearch.lists.faults import FAULTS
from imagesearch.lists.rows import Row

A, B = "https://shop.test/a.jpg", "https://shop.test/b.jpg"


def read(kind: ListKind = ListKind.IMAGES, /, **cells: Any) -> list[Listed | Refusal]:
    return list(row_read(Row(7, cells), kind, Guard().check_url))


def urls(found: list[Listed | Refusal]) -> list[str]:
    return [listed.url for listed in found if isinstance(listed, Listed)]


@pytest.mark.parametrize(
    "name",
    [
        "image",
        "Image URL",
        "imageUrl",
        "IMAGE_LINK",
        "picture",
        "photo 1",
        "img_src",
        "Bild-URL",
        "main_image",
        "src",
        "url",
    ],
)
def test_picture_column_is_known_by_many_names(name: str):
    assert urls(read(**{name: A, "sku": "17"})) == [A]


@pytest.mark.parametrize(
    "cell",
    [
        f"{A}|{B}",
        f"{A}; {B}",
        f"{A},{B}",
        f"{A}\n{B}",
        f'["{A}", "{B}"]',
        [A, B],
        [{"src": A}, {"src": B}],
        f"[{A}, {B}]",
    ],
)
def test_several_pictures_in_a_cell_are_each_one(cell: Any):
    assert urls(read(images=cell)) == [A, B]


def test_comma_inside_an_address_is_part_of_it():
    address = "https://res.test/w_100,h_200;q|5/a.jpg"
    assert urls(read(image=f"{address},{A}")) == [address.replace("|", "|"), A]


def test_columns_give_words_page_and_details():
    found = read(
        image=A, Title="Red chair", description="<p>Solid &amp; <b>red</b></p>", alt_text="A chair", link="https://shop.test/chair",
        sku="A-17", brand="Acme", price=19.9, thumbnail=B, body="x" * 5000,
    )  # fmt: skip
    assert found == [
        Listed(
            7,
            A,
            "https://shop.test/chair",
            "A chair",
            "Red chair",
            "Solid & red",
            "sku: A-17. brand: Acme. price: 19.9",
        )
    ]


def test_columns_without_names_are_read_by_what_they_hold():
    assert read(**{"1": A, "2": "A red chair", "3": "https://shop.test/chair"}) == [
        Listed(7, A, "https://shop.test/chair", alt="A red chair")
    ]


def test_address_beside_a_picture_column_is_its_page():
    [listed] = read(image_url=A, url="https://shop.test/chair")
    assert isinstance(listed, Listed)
    assert (listed.url, listed.page_url) == (A, "https://shop.test/chair")


def test_page_that_no_browser_should_open_is_left_out():
    [listed] = read(image=A, link="javascript:alert(1)")
    assert isinstance(listed, Listed)
    assert listed.page_url == ""


def test_relative_picture_belongs_to_its_page():
    assert urls(read(image="/media/a.jpg", link="https://shop.test/chair")) == ["https://shop.test/media/a.jpg"]
    assert urls(read(image="//cdn.test/a.jpg")) == ["https://cdn.test/a.jpg"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "no_address"),
        (None, "no_address"),
        ("shop.test/a.jpg", "url_no_scheme"),
        ("/a.jpg", "url_relative"),
        ("javascript:alert(1)", "url_invalid"),
        ("https://user:secret@shop.test/a.jpg", "url_invalid"),
        ("https://shop.test/" + "a" * 5000, "url_too_long"),
        ("http://127.0.0.1/", "host_forbidden"),
        ("http://0x7f.1/", "host_forbidden"),
        ("http://2130706433/", "host_forbidden"),
        ("http://[::ffff:169.254.169.254]/", "host_forbidden"),
        ("http://169.254.169.254/latest/meta-data/", "host_forbidden"),
        ("http://localhost/", "host_forbidden"),
        ("https://shop.test:6379/", "host_forbidden"),
        ("ftp://shop.test/a.jpg", "url_invalid"),
        ("file:///etc/passwd", "url_invalid"),
    ],
)
def test_address_that_cannot_be_used_has_its_reason(cell: Any, reason: str):
    [refusal] = read(image=cell, sku="1")
    assert isinstance(refusal, Refusal)
    assert (refusal.line, refusal.reason) == (7, reason)
    assert FAULTS[reason]


def test_bad_address_takes_no_good_one_along():
    found = read(image=f"{A}|http://127.0.0.1/x|{B}")
    assert urls(found) == [A, B]
    assert [refusal.reason for refusal in found if isinstance(refusal, Refusal)] == ["host_forbidden"]


def test_words_lose_tags_control_characters_and_half_characters():
    [listed] = read(image=A, title="a\0b\ud800<script>alert(1)</script>\x1b[2J c")
    assert isinstance(listed, Listed)
    assert listed.title == "a b alert(1) [2J c"
    listed.title.encode()


def test_pages_take_one_address_of_a_row():
    assert urls(read(ListKind.PAGES, url="https://a.test/", image=A)) == ["https://a.test/"]
    assert urls(read(ListKind.PAGES, name="x", where="https://a.test/")) == ["https://a.test/"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"image": "x"}, ListKind.IMAGES),
        ({"url": "https://a.test/x.png?v=1"}, ListKind.IMAGES),
        ({"url": "https://a.test/x"}, ListKind.PAGES),
        ({"1": "https://a.test/x.html"}, ListKind.PAGES),
        ({}, ListKind.PAGES),
    ],
)
def test_kind_is_guessed_from_columns_and_addresses(cells: dict[str, Any], kind: ListKind):
    assert kind_guess([Row(1, cells)]) == kind


def test_any_cells_give_at_least_one_thing_each_with_a_known_reason():
    source = random.Random(20261125)
    pieces = [
        A,
        "http://",
        "[",
        "]",
        '"',
        "|",
        ",",
        "\0",
        "ü",
        "{",
        "://",
        "//",
        "/",
        " ",
        "\ud800",
        "a" * 300,
        "%",
        "@",
        "#",
    ]
    for _ in range(3000):
        cells = {
            source.choice(["image", "url", "1", "x", ""]): "".join(source.choices(pieces, k=source.randint(0, 6)))
            for _ in range(3)
        }
        for kind in ListKind:
            found = list(row_read(Row(1, cells), kind, Guard().check_url))
            assert found
            assert all(f.url.startswith("http") if isinstance(f, Listed) else f.reason in FAULTS for f in found)
