import pytest

from crawler.extract.crowded import ATTRIBUTES_MAX, crowded_tags_cut
from crawler.extract.page import page_read

MANY = 50_000
URL = "https://site.example/"


@pytest.mark.parametrize(
    "attribute", [b" a%d=b", b" a%d", b"/a%d", b" a%d='>'", b' a%d="<p>"', b"\n\ta%d = b ", b" a%d='x'b%d='y'"]
)
def test_tag_with_too_many_attributes_is_cut_and_the_rest_is_read(attribute: bytes):
    attributes = b"".join(attribute.replace(b"%d", b"%d" % number) for number in range(MANY))
    page = b"<img src=before.png><p" + attributes + b">text<img src=after.png>"
    cut = crowded_tags_cut(page)
    assert len(cut) < 20 * ATTRIBUTES_MAX
    assert [image.url for image in page_read(page, URL).images] == [f"{URL}before.png", f"{URL}after.png"]


@pytest.mark.parametrize(
    "page",
    [
        b"".join(b"<img src='%d.png' alt='x y' width=3> words = words / " % n for n in range(3000)),
        b"a = b " * 10_000,
        b"<p title='" + b"x = y " * 5000 + b"'>",
        b"<script>if (a <b) { c = d }" + b"e = f; " * 5000 + b"</script>",
        b"<a" + b" " * 100_000 + b">",
        b"",
    ],
)
def test_other_pages_stay_as_they_are(page: bytes):
    assert crowded_tags_cut(page) == page
