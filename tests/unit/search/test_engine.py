"""Searching: the worker's side, over a real embedded store, with encoders that know ten words."""

import pytest

from imagesearch.core.errors import Conflict, NotFound, Rejected
from imagesearch.jobs.messages import SearchQuery
from imagesearch.search.engine import SearchEngine
from tests.unit.search.stand_ins import StandInEncoders, crawl_of, index, picture, searched

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(store, crawl):
    engine = SearchEngine(store, StandInEncoders())
    return lambda **asked: engine.answer(SearchQuery(**{"crawls": (searched(crawl),), **asked}))


def shown(crawl, hit):
    return crawl.images.get(sha256=hit.sha256)


def test_search_by_pixels_finds_what_no_word_says(search, crawl):
    reply = search(text="red house")
    assert shown(crawl, reply.hits[0]).pk == crawl.images.order_by("id")[0].pk
    assert reply.hits[0].is_strong
    assert reply.hits[0].matched.pixels > 0.9 > reply.hits[0].matched.words


def test_search_by_meaning_finds_other_words(search, crawl):
    reply = search(text="dog")
    strong = {shown(crawl, hit).pk for hit in reply.hits if hit.is_strong}
    ids = list(crawl.images.order_by("id").values_list("id", flat=True))
    assert strong == {ids[4], ids[7]}
    by_words = next(hit for hit in reply.hits if shown(crawl, hit).pk == ids[7])
    assert by_words.matched.meaning > 0.9 > by_words.matched.pixels


def test_search_by_an_exact_word_names_it(search):
    hit = search(text="garden").hits[0]
    assert hit.is_strong
    assert hit.matched.terms == ("garden",)


def test_search_for_a_word_that_only_stands_around_is_weak(search):
    hit = search(text="zebra").hits[0]
    assert not hit.is_strong
    assert hit.matched.terms == ("zebra",)


def test_search_for_nonsense_is_weak_and_shows_the_closest(search):
    reply = search(text="quarterly revenue")
    assert reply.strong == 0
    assert len(reply.hits) == 9


def test_search_filter_narrows(search):
    reply = search(text="tree", filters={"format": ["PNG"]})
    assert len(reply.hits) == 1
    assert reply.hits[0].matched.pixels > 0.9


def test_search_not_leaves_out_what_shows_it(search, crawl):
    reply = search(text="house", concepts_not=("blue",))
    urls = [shown(crawl, hit).url for hit in reply.hits if hit.is_strong]
    assert urls == ["https://a.test/1.jpg"]
    assert reply.excluded >= 1


def test_search_by_an_indexed_picture_finds_itself_first(search, crawl):
    image = crawl.images.order_by("id")[3]
    reply = search(examples=[{"image_id": image.pk}])
    assert reply.hits[0].sha256 == image.sha256
    assert reply.hits[0].score == 1.0
    assert shown(crawl, reply.hits[1]).url in {"https://a.test/1.jpg", "https://a.test/7.jpg"}


def test_search_by_a_picture_that_is_gone_says_so(search):
    with pytest.raises(NotFound) as caught:
        search(examples=[{"picture_key": "ab" * 32}])
    assert caught.value.reason_code == "image_expired"


def test_search_for_nothing_is_rejected(search):
    with pytest.raises(Rejected) as caught:
        search(text="  ")
    assert caught.value.reason_code == "query_empty"


def test_search_pages_neither_skip_nor_repeat_while_pictures_come(search, crawl, store):
    first = search(text="quarterly revenue", limit=4)
    picture(crawl, "house")
    index(store, crawl)
    second = search(text="quarterly revenue", limit=20, offset=4, ranking=first.ranking)
    everything = [hit.sha256 for hit in first.hits + second.hits]
    assert len(everything) == len(set(everything)) == first.total == second.total


def test_search_ranking_answers_no_other_question(search):
    first = search(text="house", limit=1)
    other = search(text="boat", ranking=first.ranking, limit=1)
    assert other.ranking != first.ranking
    assert [hit.sha256 for hit in other.hits] != [hit.sha256 for hit in first.hits]


def test_search_of_several_crawls_merges_by_score(search, crawl, user, store):
    other = crawl_of(user, "b.test")
    for shows in ("red house", "dog", "tree", "cat"):
        picture(other, shows)
    index(store, other)
    reply = search(text="red house", crawls=(searched(crawl), searched(other)))
    assert {hit.crawl_id for hit in reply.hits[:2]} == {crawl.id, other.id}


def test_search_of_a_crawl_under_another_model_uses_the_words(search, crawl):
    crawl.__class__.objects.update(card_key="another")
    # Its collection has another name, so there is nothing to read here; the answer is empty, not an error.
    reply = search(text="puppy")
    assert reply.hits == ()
    assert reply.notices


def test_search_for_a_phrase_wants_the_words_side_by_side(search):
    assert [hit.matched.terms for hit in search(phrases=("puppy in the",)).hits] == [("puppy",)]
    assert search(phrases=("garden puppy",)).hits == ()


def test_search_by_filters_alone_finds_all_that_fit(search):
    reply = search(filters={"format": "png"})
    assert [hit.score for hit in reply.hits] == [1.0]
    assert reply.facets["color"] == {"red": 1}


def test_search_sorted_keeps_strong_results_first(search, crawl):
    newest = search(text="house", sort="newest")
    assert [shown(crawl, hit).url for hit in newest.hits if hit.is_strong] == [
        "https://a.test/2.jpg",
        "https://a.test/1.jpg",
    ]
    marks = [hit.is_strong for hit in newest.hits]
    assert marks == sorted(marks, reverse=True)


def test_search_for_a_colour_mistrusts_words_of_another(search, crawl, store):
    picture(crawl, "tree", alt="orange boat")
    index(store, crawl)
    reply = search(text="red boat")
    said = {shown(crawl, hit).sightings.first().alt: hit for hit in reply.hits}
    assert not said["orange boat"].is_strong


def test_search_by_an_address_that_is_not_public_is_refused(search):
    with pytest.raises(Rejected) as caught:
        search(examples=[{"picture_url": "http://127.0.0.1:9/secret.png"}])
    assert caught.value.reason_code == "host_forbidden"


def test_search_by_two_examples_wants_both(search, crawl):
    ids = list(crawl.images.order_by("id").values_list("id", flat=True))
    reply = search(examples=[{"image_id": ids[0]}, {"image_id": ids[5]}])
    # A red house and a cat: each is half of what is meant, and nothing is both.
    assert {shown(crawl, hit).pk for hit in reply.hits[:2]} == {ids[0], ids[5]}
    assert all(0.4 < hit.score < 0.9 for hit in reply.hits[:2])


def test_search_unlike_an_example_leaves_it_and_its_like_behind(search, crawl):
    ids = list(crawl.images.order_by("id").values_list("id", flat=True))
    plain = search(text="house")
    less = search(text="house", examples=[{"image_id": ids[0], "weight": -1.0}])
    assert {shown(crawl, hit).pk for hit in plain.hits if hit.is_strong} == {ids[0], ids[1]}
    # The other house is like the unwanted one, too, but it is a house.
    assert [shown(crawl, hit).pk for hit in less.hits if hit.is_strong] == [ids[1]]
    assert ids[0] not in {shown(crawl, hit).pk for hit in less.hits if hit.score}


def test_search_unlike_an_example_alone_gives_all_the_others(search, crawl):
    image = crawl.images.order_by("id")[4]
    reply = search(examples=[{"image_id": image.pk, "weight": -1.0}])
    assert image.sha256 not in {hit.sha256 for hit in reply.hits}
    assert reply.strong == 8


def test_search_like_a_picture_but_in_words_too(search, crawl):
    ids = list(crawl.images.order_by("id").values_list("id", flat=True))
    reply = search(text="red", examples=[{"image_id": ids[1]}])
    assert shown(crawl, reply.hits[0]).pk == ids[0]


def test_search_with_diversity_keeps_strong_results_first_and_loses_none(search):
    plain, diverse = search(text="house"), search(text="house", diversity=0.8)
    assert sorted(hit.sha256 for hit in plain.hits) == sorted(hit.sha256 for hit in diverse.hits)
    marks = [hit.is_strong for hit in diverse.hits]
    assert marks == sorted(marks, reverse=True)


def test_facet_with_a_choice_counts_what_another_choice_would_give(search):
    everything = search(sort="newest").facets
    chosen = search(sort="newest", filters={"format": ["PNG"]}).facets
    assert everything["format"] == chosen["format"] == {"JPEG": 8, "PNG": 1}
    assert (sum(everything["host"].values()), sum(chosen["host"].values())) == (9, 1)


def test_facets_of_two_choices_each_count_under_the_other(search, crawl):
    facets = search(filters={"format": ["PNG"], "page": ["/8"]}).facets
    assert facets["format"] == {"PNG": 1}
    assert facets["page"] == {"/8": 1}
    assert facets["size"] == {"medium": 1}


def test_search_for_duplicates_finds_what_is_there_twice(search, crawl, store):
    first = crawl.images.order_by("id")[0]
    picture(crawl, "red house", sha256=first.sha256)
    index(store, crawl)
    assert [hit.sha256 for hit in search(filters={"duplicate": True}).hits] == [first.sha256]
    once = search(filters={"duplicate": False})
    assert len(once.hits) == 8
    assert once.facets["duplicate"] == {"0": 8, "1": 1}


def test_search_goes_on_in_a_ranking_made_again(search, crawl):
    first = search(text="quarterly revenue", limit=4)
    second = search(text="quarterly revenue", limit=20, offset=4, ranking="gone", seen=first.seen)
    everything = [hit.sha256 for hit in first.hits + second.hits]
    assert len(everything) == len(set(everything)) == first.total


def test_search_does_not_go_on_in_a_ranking_that_changed(search, crawl, store):
    first = search(sort="newest", limit=4)
    picture(crawl, "house")
    index(store, crawl)
    with pytest.raises(Conflict) as caught:
        search(sort="newest", limit=20, offset=4, ranking="gone", seen=first.seen)
    assert caught.value.reason_code == "cursor_expired"
