"""Scales of a collection: measured when first asked for, and again when it has grown."""

import numpy as np
import pytest

from imagesearch.core.ids import collection_name
from imagesearch.search import scales
from imagesearch.search.scales import ScaleBook, languages_of
from tests.unit.search.stand_ins import CARD_KEY, StandInEncoders, index, picture

pytestmark = pytest.mark.django_db


def test_scales_hold_while_a_collection_stays_and_are_measured_anew_when_it_grew(store, crawl, monkeypatch):
    monkeypatch.setattr(scales, "RECOUNT_SECONDS", 0.0)
    book, name = ScaleBook(store, StandInEncoders()), collection_name(crawl.id, CARD_KEY)
    first = book.of(name)
    assert book.of(name) is first
    for _ in range(4):
        picture(crawl, "house", alt="a house on the hill")
    index(store, crawl)
    assert book.of(name) is not first


def test_scales_know_the_words_of_a_collection(store, crawl):
    measured = ScaleBook(store, StandInEncoders()).of(collection_name(crawl.id, CARD_KEY))
    assert measured.rarity.texts == 2
    assert measured.languages == ("",)


def test_a_crawl_that_grows_does_not_turn_verdicts(store, crawl, monkeypatch):
    monkeypatch.setattr(scales, "RECOUNT_SECONDS", 0.0)
    encoders = StandInEncoders()
    book, name = ScaleBook(store, encoders), collection_name(crawl.id, CARD_KEY)
    middles = []
    for _ in range(6):
        middles.append(book.of(name).pixels.scale.middle)
        for shows in ("cat", "tree", "blue house", "green boat"):
            picture(crawl, shows)
        index(store, crawl)
    assert np.ptp(middles) < 1.0


def test_languages_are_those_of_pictures_with_words_most_frequent_first():
    def spoken(language):
        return {"said": "x", "language": language}

    assert languages_of([spoken("de"), spoken("fr"), spoken("de"), {"said": "", "language": "it"}]) == ("de", "fr")
    assert languages_of([]) == ("",)
    assert len(languages_of(spoken(f"l{n}") for n in range(30))) == scales.LANGUAGES_MAX
