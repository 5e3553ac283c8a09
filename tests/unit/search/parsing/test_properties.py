"""What holds for every text: no failure, no word made up, chips that can be taken away, work that stays in proportion."""

from hypothesis import given, settings
from hypothesis import strategies as st

from imagesearch.search.parsing import ChipMode, chip_views, query_parse, query_toggled, query_without
from tests.unit.search.parsing.test_phrases import PHRASES

PIECES = [
    "dogs", "photos", "of", "without", "no", "not", "people", "png", "jpg,", "or", "and", "large", "wide", "banners", "red", "from the blog",
    "on /shop", "smaller than 64 px", '"exact phrase"', '-"stock photo"', "-logo", "format:png", "-format:gif", "w:>100", "h:<=9-1",
    "color:red", "-color:blue", "alt:none", "sort:newest", "role:icon", "foo:bar", '"', "\\", "\\png", "'", ",", "-", "/", "a/b", "png/jpg",
    "newest", "high-resolution", "that are not brown", "no alt text", "4k", "1920x1080", "64px", "> 1000px", "between 2 and 3 px", "at least 2 MP", "12x12px", "800 pixels wide", "show me", "Ünïcode", "İ", "🦊", "\u200b",
]  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=12).map(" ".join),
    st.sampled_from([text for text, _, _ in PHRASES]),
)
HOSTILE_CHARS = 200_000


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_understood_somehow(text):
    parsed = query_parse(text)
    parsed.to_filters()
    assert all(0 <= start < end <= len(text) for chip in parsed.chips for start, end in chip.spans)
    assert all(0 <= problem.position <= len(text) for problem in parsed.problems)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_subject_has_no_word_that_the_text_lacks(text):
    kept = text.replace("\\", "").translate(str.maketrans("“”„‟«»’‘", '""""""' + "''"))
    assert all(word.strip(",").replace("\\", "") in kept for word in query_parse(text).subject.split())


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_chip_taken_away_is_gone(text):
    for chip in query_parse(text).chips:
        left = query_parse(query_without(text, chip))
        assert chip.identity not in {other.identity for other in left.chips}


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_taking_chips_away_comes_to_an_end(text):
    parsed = query_parse(text)
    for _ in range(len(text) + 8):
        if not parsed.chips:
            return
        text = query_without(text, parsed.chips[0])
        parsed = query_parse(text)
    raise AssertionError(text)


@given(
    st.lists(
        st.sampled_from(
            ["cats", "format:png", "-format:gif", "w:>100", "color:red", "-logo", '-"a b"', "page:/x", "alt:none"]
        ),
        unique=True,
    )
)
@settings(max_examples=200, deadline=None)
def test_a_chip_turned_round_means_the_contrary(pieces):
    text = " ".join(pieces)
    for chip in query_parse(text).chips:
        turned = query_parse(query_toggled(text, chip))
        assert chip.identity not in {other.identity for other in turned.chips}
        assert len(turned.chips) >= len(query_parse(text).chips) - 1


def test_a_hint_turned_into_a_filter_keeps_the_word():
    text = "blue banners"
    (blue,) = [chip for chip in query_parse(text).chips if chip.value == "blue"]
    firm = query_parse(query_toggled(text, blue))
    assert firm.subject == "blue banners"
    assert firm.to_filters() == {"color": ("blue",)}
    assert all(chip.mode != ChipMode.NICE for chip in firm.chips if chip.value == "blue")


def test_views_carry_the_texts_that_buttons_lead_to():
    text = "large dogs photos without people"
    (people,) = chip_views(text, query_parse(text))
    assert people.without == "large dogs photos"
    assert query_parse(people.toggled).excluded == ()


def test_long_hostile_texts_are_read_to_the_end():
    for unit in (
        "a",
        " ",
        '"',
        "“",
        '"\\"',
        "not ",
        "no a , b , c , ",
        "photos of ",
        "png or ",
        "-a ",
        "a:b ",
        "/a",
        "no alt ",
        "1,000,",
        "x:",
    ):
        text = (unit * HOSTILE_CHARS)[:HOSTILE_CHARS]
        parsed = query_parse(text)
        assert len(parsed.chips) <= 64
        assert len(parsed.problems) <= 32
