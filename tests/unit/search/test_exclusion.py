"""An excluded thing has a bar of its own, lower than that of a match."""

import numpy as np
import pytest

from imagesearch.search.calibration import Calibration, Likeness, Scale
from imagesearch.search.fusion import STRONG_FROM
from imagesearch.search.payloads import Collection, PayloadBook
from imagesearch.search.retrieval import EXCLUDED_FROM, Concept, Probe, Scales, collection_probe
from imagesearch.search.wording import query_words
from imagesearch.vectors.base import Point
from imagesearch.vectors.layout import IMAGE, TEXT, collection_spec

DIM = 4
THING = np.array([1, 0, 0, 0], dtype=np.float32)
SCALES = Scales(Calibration(Scale(0.5, 0.1)), Calibration(Scale(0.5, 0.1)), Likeness(0.5, 0.1))
"""A cosine of 0.5 is as likely right as wrong; from 0.28 on the chance is 0.1."""


def leaning(cosine):
    """A vector with this cosine to the thing."""
    return np.array([cosine, (1 - cosine**2) ** 0.5, 0, 0], dtype=np.float32)


@pytest.fixture
def left(store, request):
    """Which of some pictures are left when a thing is excluded; each has pixels, words and what they mean."""
    name = f"exclusion_{abs(hash(request.node.name))}"
    store.create(name, collection_spec(image_dim=DIM, text_dim=DIM))

    def search(pictures, excluded, *, pixels=THING, meaning=THING, trust=1.0):
        points = [
            Point(f"00000000-0000-0000-0000-{number:012}", {IMAGE: seen, TEXT: meant}, {"sha256": key, "said": said})
            for number, (key, (seen, meant, said)) in enumerate(pictures.items())
        ]
        store.upsert(name, points)
        concept = Concept(query_words(excluded), pixels, meaning, trust)
        findings = collection_probe(Collection(PayloadBook(store), name, 0), Probe(unwanted=[concept]), SCALES)
        assert findings.excluded == len(pictures) - len(findings.found)
        return {found.sha256 for found in findings.found}

    yield search
    store.drop(name)


FAR = leaning(0.0)


def test_what_is_seen_goes_long_before_it_would_be_a_match(left):
    assert EXCLUDED_FROM < STRONG_FROM
    shown = {"match": (leaning(0.6), FAR, ""), "maybe": (leaning(0.42), FAR, ""), "hardly": (leaning(0.26), FAR, "")}
    assert left(shown, "bicycle") == {"hardly"}


def test_pixels_and_meaning_add_up(left):
    pictures = {"both": (leaning(0.29), leaning(0.29), "x"), "one": (leaning(0.29), FAR, "x")}
    assert left(pictures, "bicycle") == {"one"}


def test_pixels_that_are_not_trusted_take_nothing_away(left):
    assert left({"seen": (leaning(0.9), FAR, "")}, "bicycle", trust=0.05) == {"seen"}
    assert left({"seen": (leaning(0.9), FAR, "")}, "bicycle", trust=1.0) == set()


def test_what_is_said_goes_and_half_of_it_stays(left):
    pictures = {
        "said": (FAR, FAR, "a red bicycle by the wall"),
        "red": (FAR, FAR, "a red house"),
        "other": (FAR, FAR, "a tree"),
    }
    assert left(pictures, "red bicycle") == {"red", "other"}


def test_only_what_is_said_of_the_picture_itself_counts(left):
    assert left({"near": (FAR, FAR, "")}, "bicycle") == {"near"}


def test_another_color_of_the_thing_stays(left):
    pictures = {"blue": (FAR, leaning(0.9), "a blue chair"), "red": (FAR, leaning(0.45), "a red chair")}
    assert left(pictures, "red chair") == {"blue"}
