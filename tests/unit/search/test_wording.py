"""What the words around a picture say about a query."""

import pytest

from imagesearch.search.wording import query_words


@pytest.mark.parametrize(
    ("query", "said", "is_trusted"),
    [
        ("a red chair", "an orange chair", False),
        ("red car", "a blue car in a green field", False),
        ("turquoise flower", "one turquoise moon", False),
        ("grey cat", "a gray cat", True),
        ("red car", "a red car in front of a white wall", True),
        ("red car on a green field", "a red car", True),
        ("red chair", "a chair", True),
        ("red", "a red chair", True),
        ("chair", "a red chair", True),
        ("", "", True),
    ],
)
def test_colors_alone_do_not_make_words_alike(query, said, is_trusted):
    assert (query_words(query).trust_in(said) == 1.0) is is_trusted


def test_a_part_of_the_words_counts_little():
    words = query_words("red bicycle")
    assert words.found_in("a red bicycle", "")[0] == 1.0
    assert words.found_in("a red car", "")[0] < 0.3
    assert words.found_in("a car", "red bicycle")[0] < 0.5
