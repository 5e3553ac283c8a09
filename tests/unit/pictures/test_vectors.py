"""Vector graphics: drawn as browsers do, with nothing from outside."""

import io
from base64 import b64encode
from pathlib import Path

import pytest
from PIL import Image

from imagesearch.pictures.reading import PictureRejected, picture_read
from imagesearch.pictures.vectors import VectorBroken, vector_drawn, vector_read

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>{inner}</svg>'


def svg(inner: str, size: str = 'width="120" height="60"') -> bytes:
    return SVG.format(size=size, inner=inner).encode()


def pixel(jpeg: bytes, x: float, y: float) -> tuple[int, ...]:
    image = Image.open(io.BytesIO(jpeg)).convert("RGB")
    return tuple(round(band / 255) for band in image.getpixel((int(x * image.width), int(y * image.height))))  # type: ignore[union-attr]


def test_vector_is_drawn_at_the_size_of_the_thumbnail() -> None:
    body = svg('<rect width="60" height="60" fill="red"/><rect x="60" width="60" height="60" fill="blue"/>')
    picture = picture_read(body, side_px=100)
    assert (picture.format, picture.width, picture.height) == ("SVG", 120, 60)
    assert Image.open(io.BytesIO(picture.thumbnail_jpeg)).size == (200, 100)
    assert (pixel(picture.thumbnail_jpeg, 0.2, 0.5), pixel(picture.thumbnail_jpeg, 0.8, 0.5)) == ((1, 0, 0), (0, 0, 1))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ('width="120" height="60"', (120, 60)),
        ('width="1in" height="72pt"', (96, 96)),
        ('viewBox="0 0 30 40"', (30, 40)),
        ('width="100%" height="100%" viewBox="-5,-5 30.4 40"', (30, 40)),
        ('width="60" viewBox="0 0 30 40"', (60, 80)),
        ('height="80" viewBox="0 0 30 40"', (60, 80)),
        ("", (150, 150)),
        ('width="1e9" height="99999999"', (20_000, 20_000)),
        ('width="0" height="0"', (1, 1)),
        ('viewBox="0 0 0 0"', (1, 1)),
    ],
)
def test_vector_says_its_size(size: str, expected: tuple[int, int]) -> None:
    vector = vector_read(svg("<g/>", size))
    assert (vector.width, vector.height) == expected


@pytest.mark.parametrize(
    "inner",
    [
        '<image xlink:href="{path}" width="120" height="60"/>',
        '<image href="file://{path}" width="120" height="60"/>',
        '<use href="{path}#x"/>',
        '<image href="http://127.0.0.1:1/x.png" width="120" height="60"/>',
        '<image href="data:image/svg+xml,%3Csvg/%3E" width="120" height="60"/>',
        '<filter id="f"><feImage xlink:href="{path}"/></filter><rect width="120" height="60" filter="url(#f)"/>',
        "<script>alert(1)</script>",
        "<foreignObject><body/></foreignObject>",
    ],
)
def test_vector_shows_nothing_from_outside(inner: str, tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    Image.new("RGB", (120, 60), "red").save(path)
    text = vector_read(svg(inner.format(path=path))).text
    assert str(path) not in text
    assert not any(word in text for word in ("127.0.0.1", "alert", "svg+xml", "foreignObject"))


def test_vector_drawing_can_open_no_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.png"
    Image.new("RGB", (120, 60), "red").save(path)
    vector = vector_read(svg("<g/>"))
    sly = type(vector)(vector.text.replace("<g/>", f'<image xlink:href="{path}" width="120" height="60"/>'), 120, 60)
    drawn = Image.open(io.BytesIO(vector_drawn(sly, width=120, height=60)))
    assert drawn.getextrema()[3] == (0, 0)


def test_vector_keeps_pictures_it_carries() -> None:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "lime").save(out, "PNG")
    from_base64 = b64encode(out.getvalue()).decode()
    body = svg(f'<image href="data:image/png;base64,{from_base64}" width="120" height="60"/>')
    assert pixel(picture_read(body, side_px=64).thumbnail_jpeg, 0.5, 0.5) == (0, 1, 0)


def test_vector_entities_are_not_expanded() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    vector = vector_read(laughs.encode() + svg("<text>&b;&x;</text>"))
    assert "root:" not in vector.text
    assert "haha" not in vector.text


@pytest.mark.timeout(60)
def test_vector_that_asks_for_too_much_is_given_up() -> None:
    uses = [f'<use href="#l{n}"/>' * 12 for n in range(9)]
    levels = "".join(f'<g id="l{n + 1}">{use}</g>' for n, use in enumerate(uses))
    body = svg(f'<defs><g id="l0"><rect width="9" height="9"/></g>{levels}</defs><use href="#l9"/>')
    with pytest.raises(PictureRejected) as caught:
        picture_read(body, side_px=256)
    assert caught.value.reason_code == "vector_graphic"


@pytest.mark.parametrize("body", [b"<svg", b"<svg></svg", b"<svg>&undefined;</svg>", b"<svg xmlns='x'><a></b></svg>"])
def test_vector_broken_is_rejected(body: bytes) -> None:
    with pytest.raises(VectorBroken):
        vector_drawn(vector_read(body), width=10, height=10)
