"""How much a word says."""

from imagesearch.search.rarity import Rarity, rarity_measure
from imagesearch.vectors.bm25 import terms


def test_a_word_beside_every_picture_says_next_to_nothing():
    rarity = rarity_measure([{"said": f"icon number{n}", "around": ""} for n in range(50)])
    icon, seventh, absent = (rarity.weight(terms(word)) for word in ("icon", "number7", "zebra"))
    assert 0 < icon < 0.1 < seventh < absent


def test_pictures_without_words_say_nothing_about_rarity():
    measured = rarity_measure([{}, {"said": "", "around": ""}])
    assert (measured.texts, measured.counts) == (0, {})
    assert Rarity().weight(terms("zebra")) == Rarity().weight(terms("boat")) > 0


def test_words_around_count_and_go_by_their_language():
    rarity = rarity_measure([{"around": "zwei Häuser", "language": "de"}, {"said": "der Baum", "language": "de"}])
    assert rarity.weight(terms("Haus", "de")) < rarity.weight(terms("boat"))
    assert rarity.texts == 2
