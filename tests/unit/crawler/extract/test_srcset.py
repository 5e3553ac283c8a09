"""The WHATWG algorithm for srcset."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extract.srcset import Candidate, srcset_candidates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" , ,, ", []),
        ("a.png", [("a.png", "")]),
        ("a.png 1x, b.png 2x", [("a.png", "1x"), ("b.png", "2x")]),
        ("a.png 320w,b.png 640w", [("a.png", "320w"), ("b.png", "640w")]),
        ("a.png, b.png 2x", [("a.png", ""), ("b.png", "2x")]),
        ("/a,b,c.png 2x, d.png", [("/a,b,c.png", "2x"), ("d.png", "")]),
        ("data:,a ( , data:,b 1x, ), data:,c", [("data:,c", "")]),
        ("data:,a (,) 1x, b", [("b", "")]),
        ("a.png 320w 200h", [("a.png", "320w 200h")]),
        ("a.png 200h", []),
        ("a.png 0w", []),
        ("a.png 1x 2x", []),
        ("a.png 1x 320w", []),
        ("a.png -1x", []),
        ("a.png 1.5e1x", [("a.png", "1.5e1x")]),
        ("a.png 1,b.png 2x", [("b.png", "2x")]),
        ("\n a.png\t1x \f,\r b.png ", [("a.png", "1x"), ("b.png", "")]),
        ("a.png,,,b.png", [("a.png,,,b.png", "")]),
        ("a.png,,, b.png", [("a.png", ""), ("b.png", "")]),
    ],
)
def test_srcset_reads_as_browsers_do(text: str, expected: list[tuple[str, str]]) -> None:
    assert srcset_candidates(text) == [Candidate(*pair) for pair in expected]


URLS = st.text(st.characters(codec="ascii", exclude_categories=["Cc", "Zs"]), min_size=1).filter(
    lambda url: not url.startswith(",") and not url.endswith(",")
)
DESCRIPTORS = st.one_of(st.just(""), st.integers(1, 9999).map("{}w".format), st.integers(1, 9).map("{}x".format))


@given(st.lists(st.tuples(URLS, DESCRIPTORS), max_size=6), st.sampled_from([", ", " , ", ",\n"]))
def test_srcset_written_is_read_back(pairs: list[tuple[str, str]], comma: str) -> None:
    text = comma.join(f"{url} {descriptor}".strip() for url, descriptor in pairs)
    assert srcset_candidates(text) == [Candidate(*pair) for pair in pairs]


@given(st.text())
def test_srcset_of_anything_gives_addresses_without_spaces(text: str) -> None:
    assert all(candidate.url and not set(candidate.url) & set(" \t\n\f\r") for candidate in srcset_candidates(text))


def test_srcset_huge_is_read_in_one_pass() -> None:
    assert len(srcset_candidates("a.png 1x, " * 50_000)) == 50_000
    assert srcset_candidates("(" * 200_000) == [Candidate("(" * 200_000)]
