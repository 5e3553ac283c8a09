"""Which of several addresses stands for a picture."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.page import page_read
from crawler.extract.variants import WIDTH_SENSIBLE_MAX_PX, Alternatives

URL = "https://site.example/"
NAMES = st.sampled_from(["a.jpg", "b.jpg", "c.jpg", "d.jpg", "e.jpg"])


@given(st.lists(st.lists(st.tuples(NAMES, st.integers(1, 6000)), min_size=1, max_size=5), max_size=5), st.sets(NAMES))
def test_variants_never_leave_a_picture_without_one_that_is_wanted(
    pictures: list[list[tuple[str, int]]], alone: set[str]
) -> None:
    alternatives = Alternatives()
    for name in alone:
        alternatives.add_alone(name)
    for number, candidates in enumerate(pictures):
        for name, width_px in candidates:
            alternatives.add(number, name, width_px=width_px, is_readable=True, is_fallback=False)
    variants = alternatives.variants()
    assert not alone & set(variants)
    assert all(variant.of not in variants for variant in variants.values())
    assert all(any(name not in variants for name, _ in candidates) for candidates in pictures)


@given(st.lists(st.integers(1, 9000), min_size=1, max_size=8, unique=True))
def test_variants_of_a_srcset_leave_the_largest_sensible(widths_px: list[int]) -> None:
    srcset = ", ".join(f"{width_px}.jpg {width_px}w" for width_px in widths_px)
    page = page_read(f'<img srcset="{srcset}">'.encode(), URL)
    kept = [image.url for image in page.images if not image.skip_reason]
    sensible = [width_px for width_px in widths_px if width_px <= WIDTH_SENSIBLE_MAX_PX]
    assert kept == [f"{URL}{max(sensible, default=min(widths_px))}.jpg"]
    assert len(page.images) == len(widths_px)
