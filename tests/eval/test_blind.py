"""What nothing may be tuned by is asked nowhere else, and has an answer where it says so."""

import pytest

from tests.eval import blind, clip_photos, languages, sites, strangers
from tests.eval.judged import Query
from tests.eval.measuring import BLIND, HALVES, queries_by_part

needs_data = pytest.mark.skipif(not clip_photos.FOLDER.is_dir(), reason="the data does not lie beside the checkout")
PAIRS = [
    (blind.photos_sets, clip_photos.photos_sets),
    (blind.captions_sets, clip_photos.captions_sets),
    (blind.sites_sets, sites.sites_sets),
    (blind.languages_sets, languages.languages_sets),
]


@needs_data
@pytest.mark.parametrize(("asked", "known"), PAIRS)
def test_no_query_is_asked_in_both(asked, known):
    assert not _asked(asked()) & _asked(known())


@needs_data
@pytest.mark.parametrize("made", [asked for asked, _ in PAIRS])
def test_what_is_relevant_is_there(made):
    for judged in made():
        names = {document.name for document in judged.documents}
        assert judged.is_blind
        assert all(query.relevant <= names for query in judged.queries)
        assert any(query.relevant for query in judged.queries)
        assert any(not query.relevant for query in judged.queries)


@needs_data
def test_blind_queries_are_one_part_and_others_two():
    known = clip_photos.captions_sets()[0]
    assert list(queries_by_part(known)) == list(HALVES)
    assert list(queries_by_part(blind.captions_sets()[0])) == [BLIND]
    assert sum(map(len, queries_by_part(known).values())) == len(known.queries)


def _asked(sets):
    """Texts with the language of what they are asked of: Spanish and Portuguese share words."""
    return {(one.documents[0].language, query.text.casefold()) for one in sets for query in one.queries}


def test_phrases_without_an_answer_are_split_too():
    tuned = [Query(text).is_for_tuning for text in strangers.PHRASES]
    assert any(tuned)
    assert not all(tuned)
    assert not set(strangers.PHRASES) & set(strangers.BLIND_PHRASES)
