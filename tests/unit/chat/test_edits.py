"""Turns that edit the text of a query."""

import pytest

from imagesearch.chat.edits import text_edited
from imagesearch.search.parsing import query_parse


@pytest.mark.parametrize(
    ("text", "said", "edited"),
    [
        ("", "show me red cars", "red cars"),
        ("cars", "only PNG", "cars format:png"),
        ("cars format:png", "only JPG", "cars format:jpeg"),
        ("png cars", "JPG instead", "cars format:jpeg"),
        ("cars format:png", "also webp", "cars format:png format:webp"),
        ("cars", "without text", "cars -text"),
        ("cars -text", "no people", "cars -text -people"),
        ("cars", "and from the shop pages", "cars page:shop"),
        ("cars page:shop", "from the blog", "cars page:blog"),
        ("red cars", "show me the blue ones", "blue cars"),
        ("cars", "red", "red cars"),
        ("format:png", "the red ones", "format:png color:red"),
        ("apple watch", "only logos", "apple watch role:logo"),
        ("apple watch role:logo", "screenshots", "apple watch role:screenshot"),
        ("cars", "sort by newest", "cars sort:newest"),
        ("cars sort:newest", "largest first", "cars sort:largest"),
        ("cars", "wider than 300px", "cars w:>300"),
        ("cars", "only large ones", "cars size:large"),
        ("cars", "in landscape orientation", "cars aspect:wide"),
        ("cars format:png", "any format", "cars"),
        ("cars format:png", "remove the format filter", "cars"),
        ("cars format:png -text", "drop all filters", "cars"),
        ("boats", "with a sail", "boats with a sail"),
        ("cars format:png", "what about boats", "boats format:png"),
        ("cars format:png", "boats instead", "boats format:png"),
        ("cars format:png", "what about JPG boats", "JPG boats"),
    ],
)
def test_edit(text, said, edited):
    assert text_edited(text, said).text == edited


def test_edit_that_names_another_thing_is_a_new_search():
    edited = text_edited("cars format:png", "houses at night")
    assert (edited.text, edited.is_new) == ("houses at night", True)
    assert not text_edited("cars", "only PNG").is_new


@pytest.mark.parametrize(("said", "text"), [("larger", "cars side:>320"), ("something smaller", "cars side:<320")])
def test_edit_larger_and_smaller_go_by_what_was_shown(said, text):
    assert text_edited("cars size:large", said, sides_px=[100, 320, 800]).text == text
    assert "side:" in text_edited("cars", said).text


def test_edit_of_an_example_keeps_it_a_refinement():
    edited = text_edited("", "but red", has_example=True)
    assert (edited.text, edited.is_new) == ("red", False)


@pytest.mark.parametrize(
    "text", ['"exact phrase" cars', "no parking", "cars -text w:>100", "\\png cars", "doctors without borders"]
)
@pytest.mark.parametrize("said", ["only PNG", "no people", "red", "larger", "sort by newest"])
def test_edit_keeps_what_was_asked_before(text, said):
    before, after = query_parse(text), query_parse(text_edited(text, said).text)
    assert set(before.subject.split()) <= set(after.subject.split())
    assert {chip.identity for chip in before.chips} <= {chip.identity for chip in after.chips}
    assert len(after.chips) > len(before.chips)
    assert not after.problems
