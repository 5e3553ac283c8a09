"""One score from several legs."""

import pytest

from imagesearch.search.fusion import STRONG_FROM, Matched, fused_score, log_odds, text_score, together


def test_together_is_more_than_the_best_hint():
    assert together() == together(0.0) == 0.0
    assert together(0.5) == pytest.approx(0.5)
    assert together(0.5, 0.0) == pytest.approx(0.5)
    assert together(0.3, 0.2) == together(0.2, 0.3) > 0.3


def test_hints_that_agree_are_worth_more_than_one_as_good_as_their_sum():
    one, agreeing = together(0.6), together(3 / 7, 3 / 7)  # odds of 1.5, and twice 0.75
    assert agreeing > one


def test_words_speak_for_and_against_what_pixels_show():
    def score(**more: object) -> float:
        return text_score(Matched(pixels=0.6, **more), pixel_weight=0.9)  # type: ignore[arg-type]

    unsaid, beside, alone = score(words_said=8), score(words_around=8), score()
    assert unsaid < beside < alone < score(exact=0.95, words_said=8)
    assert text_score(Matched(pixels=0.95, words_said=8), pixel_weight=0.9) >= STRONG_FROM


def test_the_less_is_said_the_less_it_means_that_something_is_not():
    def score(**words: int) -> float:
        return text_score(Matched(pixels=0.6, **words), pixel_weight=0.9)  # type: ignore[arg-type]

    assert score(words_said=4) < score(words_said=2) < score(words_said=1) == score()
    assert score(words_said=8) == score(words_said=4)
    assert score(words_said=1, words_around=8) == score(words_around=8) < score()


def test_pixels_count_more_where_words_name_the_same_elsewhere():
    alone, named = (text_score(Matched(pixels=0.5, said_here=said), pixel_weight=0.9) for said in (0.0, 1.0))
    assert alone < STRONG_FROM < named
    assert text_score(Matched(said_here=1.0), pixel_weight=0.9) == 0.0


def test_pixels_order_pictures_that_are_named_alike():
    seen, unseen = (Matched(pixels=pixels, exact=0.95, words_said=8) for pixels in (0.6, 0.1))
    assert text_score(seen, pixel_weight=0.9) > text_score(unseen, pixel_weight=0.9)


@pytest.mark.parametrize("leg", ["pixels", "meaning", "exact"])
def test_one_sure_leg_alone_makes_a_match(leg):
    assert text_score(Matched(**{leg: 0.95}), pixel_weight=0.9) >= STRONG_FROM


def test_agreement_is_better_than_one_leg():
    one, both = Matched(meaning=0.9), Matched(meaning=0.9, pixels=0.4)
    assert text_score(both, pixel_weight=0.9) > text_score(one, pixel_weight=0.9)


def test_half_of_the_words_do_not_outweigh_a_better_meaning():
    closer, sharing = Matched(meaning=0.999), Matched(meaning=0.99, exact=0.25)
    assert text_score(closer, pixel_weight=0.9) > text_score(sharing, pixel_weight=0.9)


def test_certainty_is_finite():
    assert text_score(Matched(pixels=1.0, meaning=1.0), pixel_weight=0.9) <= 1.0
    assert log_odds(1.0) > log_odds(0.9999) > log_odds(0.5) == 0.0 > log_odds(0.0)


def test_words_and_example_must_both_hold():
    matched = Matched(meaning=0.9, example=0.1)
    both = fused_score(matched, pixel_weight=0.9, has_text=True, has_example=True)
    assert both == pytest.approx((0.9 + 0.1) / 2)
    assert fused_score(matched, pixel_weight=0.9, has_text=False, has_example=False) == 1.0


def test_likeness_to_what_is_unwanted_takes_away():
    known = {"pixel_weight": 0.9, "has_text": True, "has_example": False}
    assert fused_score(Matched(meaning=0.9, unlike=0.5), **known) == pytest.approx(0.45)
    assert fused_score(Matched(meaning=0.9, unlike=1.0), **known) == 0.0
