"""Words as sparse vectors."""

import pytest

from imagesearch.vectors.bm25 import document_sparse, query_sparse, terms


@pytest.mark.parametrize(("one", "other"), [("Apples", "apple"), ("running shoes", "run shoe"), ("café", "Cafe")])
def test_terms_of_forms_of_a_word_are_equal(one, other):
    assert terms(one) == terms(other) != frozenset()


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Häuser", "Haus", "de"),
        ("réseaux", "réseau", "fr"),
        ("actualizaciones", "actualización", "es"),
        ("instalaciones", "Instalacion", "es"),
        ("aplicações", "aplicação", "pt"),
        ("reseaux", "réseau", "fr"),
        ("собаки", "собака", "ru"),
        ("husene", "hus", "nb"),
        ("L'installation", "installations", "fr"),
    ],
)
def test_terms_go_by_the_rules_of_their_language(one, other, language):
    assert terms(one, language) == terms(other, language) != frozenset()


def test_terms_of_a_language_without_rules_stand_as_they_are():
    assert terms("obrazki", "pl") != terms("obrazek", "pl")
    assert len(terms("to be", "pl")) == 2


def test_stop_words_are_those_of_the_language():
    assert terms("die", "de") == terms("the", "en") == terms("les", "fr") == frozenset()
    assert terms("die", "en")


def test_query_has_the_stems_of_all_languages():
    both = set(query_sparse("die Häuser", ("de", "en")).indices)
    assert both == terms("die Häuser", "de") | terms("die Häuser", "en")
    assert query_sparse("", ("de", "en")).indices == ()


def test_document_has_the_stems_of_its_language():
    assert set(document_sparse("die Häuser", "de").indices) == terms("Haus", "de")


def test_terms_leave_out_stop_words():
    assert terms("the cat on the mat") == terms("cat mat")


def test_terms_of_a_script_without_spaces_are_words():
    assert len(terms("苹果在桌子上")) > 1


def test_document_weighs_repeated_words_more():
    weights = dict(zip(*vars_of(document_sparse("apple apple pear")), strict=True))
    apple, pear = query_sparse("apple").indices[0], query_sparse("pear").indices[0]
    assert weights[apple] > weights[pear]


def test_document_without_words_is_empty():
    assert document_sparse(" … ").indices == ()


def vars_of(sparse):
    return sparse.indices, sparse.values
