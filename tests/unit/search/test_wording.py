"""What the words around a picture say about a query."""

import pytest

from imagesearch.search.wording import query_words


@pytest.mark.parametrize(
    ("query", "said", "is_contradicted"),
    [
        ("a red chair", "an orange chair", True),
        ("red car", "a blue car in a green field", True),
        ("grey cat", "a gray cat", False),
        ("red car", "a red car in front of a white wall", False),
        ("red car on a green field", "a red car", False),
        ("red chair", "a chair", False),
        ("chair", "a red chair", False),
        ("", "", False),
    ],
)
def test_words_that_name_another_color_contradict(query, said, is_contradicted):
    assert query_words(query).is_contradicted_by(said) is is_contradicted


def test_a_part_of_the_words_counts_little():
    words = query_words("red bicycle")
    assert words.found_in("a red bicycle", "")[0] == 1.0
    assert words.found_in("a red car", "")[0] < 0.3
    assert words.found_in("a car", "red bicycle")[0] < 0.5
