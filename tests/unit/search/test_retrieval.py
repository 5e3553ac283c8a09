"""What is dropped before it is read could not have been shown."""

from itertools import product

from imagesearch.search.fusion import WEAK_FROM, Matched, either, text_score
from imagesearch.search.retrieval import LIKELY_FROM

CHANCES = [step / 200 for step in range(29)]


def test_no_unlikely_candidate_has_a_score_that_is_shown():
    matches = [Matched(pixels=p, meaning=m, exact=e) for p, m, e in product(CHANCES, repeat=3)]
    unlikely = [matched for matched in matches if either(matched.pixels, matched.words) < LIKELY_FROM]
    assert len(unlikely) > 1000
    assert max(text_score(matched, pixel_weight=1.0) for matched in unlikely) < WEAK_FROM
