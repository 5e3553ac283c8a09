"""Whole conversations, without a search."""

import pytest

from imagesearch.chat.conversations import STEPS_MAX, Conversation, Shown
from imagesearch.chat.planning import turn_plan
from imagesearch.chat.turns import turn_read
from imagesearch.core.errors import Rejected

SHOWN = tuple(Shown(image_id=image_id, side_px=100 * image_id) for image_id in (1, 2, 3))


def talk(*messages: str) -> Conversation:
    """The conversation after these messages, three pictures shown after each."""
    conversation = Conversation(owner_id=1, crawl_ids=("a",))
    for message in messages:
        plan = turn_plan(conversation, turn_read(message))
        conversation = plan.conversation.cleared().with_shown(SHOWN, "further")
    return conversation


def test_refinements_add_up():
    assert talk("cars", "only PNG", "without people").asked.text == "cars format:png -people"


def test_like_the_third_keeps_filters_and_takes_the_picture():
    asked = talk("red cars", "only PNG", "more like the third").asked
    assert (asked.text, asked.likes) == ("format:png", (3,))
    assert talk("cars", "more like the last").asked.likes == (3,)


def test_like_goes_on_until_another_thing_is_named():
    assert talk("cars", "like the 2nd", "but red").asked.likes == (2,)
    assert talk("cars", "like the 2nd", "boats on a lake").asked.likes == ()


def test_less_like_the_first_keeps_the_words():
    asked = talk("cars", "less like the first", "not like #2").asked
    assert (asked.text, asked.unlikes) == ("cars", (1, 2))


@pytest.mark.parametrize("message", ["more like the 9th", "less like the 9th", "like #0", "like number 999"])
def test_like_a_picture_that_is_not_there_says_so(message):
    before = talk("cars")
    plan = turn_plan(before, turn_read(message))
    assert plan.is_told
    assert "Only 3 are shown" in plan.note
    assert plan.conversation == before


def test_undo_leads_back_step_by_step_to_the_start():
    assert talk("cars", "only PNG", "larger", "undo").asked.text == "cars format:png"
    assert talk("cars", "only PNG", "undo", "undo").asked.is_empty
    assert turn_plan(talk(), turn_read("undo")).note == "There is nothing to undo."


def test_start_over_can_be_undone():
    assert talk("cars", "start over").asked.is_empty
    assert talk("cars", "start over", "undo").asked.text == "cars"


def test_new_thing_drops_filters_and_offers_to_keep_them():
    plan = turn_plan(talk("cars", "only PNG"), turn_read("houses at night"))
    assert plan.conversation.asked.text == "houses at night"
    assert [(offer.label, offer.message) for offer in plan.offers] == [("Keep PNG", "what about houses at night")]
    assert turn_plan(plan.conversation, turn_read("boats")).offers == []


def test_more_goes_on_and_ends():
    assert turn_plan(talk("cars"), turn_read("show more")).is_further
    assert turn_plan(talk("cars").cleared(), turn_read("show more")).note == "That was all of them."


@pytest.mark.parametrize("message", ["how many are there?", "what did you search for?", "show more"])
def test_questions_before_anything_was_searched(message):
    assert turn_plan(talk(), turn_read(message)).is_told


def test_steps_are_bounded():
    assert len(talk(*[f"thing number {n} of many" for n in range(STEPS_MAX + 5)]).steps) == STEPS_MAX


def test_query_that_grows_too_long_is_refused():
    with pytest.raises(Rejected, match="too long"):
        talk("cars", *[f"with {'a' * 200}" for _ in range(6)])


def test_question_about_the_site_leaves_the_search_as_it_is_and_offers_pictures():
    before = talk("cars", "only PNG")
    plan = turn_plan(before, turn_read("what are the opening hours?"))
    assert (plan.question, plan.conversation) == ("what are the opening hours?", before)
    assert [(offer.message, offer.answer) for offer in plan.offers] == [("what are the opening hours", "pictures")]


def test_question_taken_for_a_search_offers_the_text():
    plan = turn_plan(talk(), turn_read("where are the red cars?"))
    assert plan.conversation.asked.text == "where are the red cars"
    assert [(offer.message, offer.answer) for offer in plan.offers] == [("where are the red cars?", "text")]
    assert turn_plan(talk(), turn_read("where are the red cars?", answer="text")).question == "where are the red cars?"
    assert (
        turn_plan(talk(), turn_read("who wrote this?", answer="pictures")).conversation.asked.text == "who wrote this"
    )
