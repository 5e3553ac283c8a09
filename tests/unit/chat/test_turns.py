"""Which messages are commands, which go by a picture, which ask the pages, which edit the query."""

import pytest

from imagesearch.chat.turns import TurnKind, may_ask_text, turn_read


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("start over", TurnKind.RESTART),
        ("OK, start again please!", TurnKind.RESTART),
        ("undo", TurnKind.UNDO),
        ("go back", TurnKind.UNDO),
        ("Never mind.", TurnKind.UNDO),
        ("what did you search for?", TurnKind.RECALL),
        ("What are you looking for", TurnKind.RECALL),
        ("how many are there?", TurnKind.COUNT),
        ("how many pictures match", TurnKind.COUNT),
        ("show me more", TurnKind.MORE),
        ("next page", TurnKind.MORE),
        ("help", TurnKind.HELP),
        ("thanks", TurnKind.HELP),
        ("red cars", TurnKind.EDIT),
        ("only PNG", TurnKind.EDIT),
        ("back of a car", TurnKind.EDIT),
        ("more dogs", TurnKind.EDIT),
    ],
)
def test_turn_kind(message, kind):
    assert turn_read(message).kind == kind


@pytest.mark.parametrize(
    ("message", "rank", "rest"),
    [
        ("more like the third", 3, ""),
        ("show me more pictures like the 2nd one", 2, ""),
        ("similar to #4", 4, ""),
        ("like number 12", 12, ""),
        ("something like picture 1, but red", 1, "red"),
        ("more like the last one", -1, ""),
    ],
)
def test_turn_goes_by_a_picture_shown(message, rank, rest):
    turn = turn_read(message)
    assert (turn.kind, turn.rank, turn.rest) == (TurnKind.LIKE, rank, rest)


@pytest.mark.parametrize("message", ["like a virgin", "pictures like these", "looks like rain", "like the sea"])
def test_turn_like_without_a_number_is_words(message):
    assert turn_read(message).kind == TurnKind.EDIT


def test_turn_how_many_of_a_thing_asks_for_the_thing():
    assert turn_read("How many cats are there?").rest == "cats"
    assert turn_read("how many of them are PNG?").rest == "PNG"


@pytest.mark.parametrize(
    "message",
    [
        "what are the opening hours?",
        "who wrote this?",
        "When was the museum founded?",
        "how much does shipping cost",
        "do you ship to France?",
        "where is the office?",
        "can you tell me who the director is?",
    ],
)
def test_turn_asks_what_the_pages_say(message):
    assert turn_read(message).kind == TurnKind.TEXT


@pytest.mark.parametrize(
    "message",
    [
        "what about boats?",
        "do you have red bicycles?",
        "are there any cats?",
        "which pictures show a dog?",
        "what does the logo look like?",
        "can you show me houses?",
        "who is in these photos?",
        "where are the red cars?",
        "why",
    ],
)
def test_turn_in_doubt_is_about_pictures(message):
    assert turn_read(message).kind == TurnKind.EDIT


def test_text_is_offered_for_questions_of_any_language():
    assert may_ask_text("Wann habt ihr geöffnet?")
    assert may_ask_text("who made this")
    assert not may_ask_text("red boat")


@pytest.mark.parametrize(
    "message", ["?", "!!!", " . ", "a" * 500, "like " * 100, "how many " * 60, "no " * 160, "\u202e\u0000x"]
)
def test_turn_of_any_text_is_read(message):
    assert turn_read(message).kind in TurnKind
