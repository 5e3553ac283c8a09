"""Words as sparse vectors."""

import pytest

from imagesearch.vectors.bm25 import document_sparse, query_sparse, terms


@pytest.mark.parametrize(("one", "other"), [("Apples", "apple"), ("running shoes", "run shoe"), ("café", "Cafe")])
def test_terms_of_forms_of_a_word_are_equal(one, other):
    assert terms(one) == terms(other) != frozenset()


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
