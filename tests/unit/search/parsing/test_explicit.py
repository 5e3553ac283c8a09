"""The explicit syntax: what it means, and errors that point at the character."""

import pytest

from imagesearch.search.parsing import query_parse


def test_every_key_has_its_filter():
    text = "format:png,jpg w:>1000 h:<=600 side:>=64 mp:<2 size:large aspect:tall color:red page:/blog/* host:cdn.example.com alt:none"
    assert query_parse(text).to_filters() == {
        "format": ("PNG", "JPEG"), "width_min": 1001, "height_max": 600, "side_min": 64, "pixels_max": 1_999_999,
        "size": ("large",), "aspect": ("tall",), "color": ("red",), "page": ("/blog",), "host": ("cdn.example.com",),
        "has_alt": False,
    }  # fmt: skip


def test_a_minus_turns_a_filter_round():
    text = "-format:gif -size:small -aspect:square -color:blue -page:/legal -host:ads.example.com -alt:none -w:>=1000"
    assert query_parse(text).to_filters() == {
        "format_not": ("GIF",), "size_not": ("small",), "aspect_not": ("square",), "color_not": ("blue",),
        "page_not": ("/legal",), "host_not": ("ads.example.com",), "has_alt": True, "width_max": 999,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("w:640", {"width_min": 640, "width_max": 640}),
        ("w:500-1000", {"width_min": 500, "width_max": 1000}),
        ("w:500..1000px", {"width_min": 500, "width_max": 1000}),
        ("w:≥1k", {"width_min": 1000}),
        ("width:>100 width:>300 width:<900", {"width_min": 301, "width_max": 899}),
        ("size:1920x1080", {"width_min": 1920, "width_max": 1920, "height_min": 1080, "height_max": 1080}),
        ("size:>1000", {"side_min": 1001}),
        ("size:icon", {"side_max": 64}),
        ("mp:>=2.5", {"pixels_min": 2_500_000}),
        ("aspect:landscape", {"aspect": ("wide", "panorama")}),
        ("COLOUR:Gray", {"color": ("grey",)}),
        ("page:https://example.com/Blog/2024/", {"page": ("/blog/2024",)}),
        ("page:/", {"page": ("/",)}),
        ("host:localhost:8000", {"host": ("localhost:8000",)}),
    ],
)
def test_values_are_read(text, filters):
    parsed = query_parse(text)
    assert parsed.to_filters() == filters
    assert parsed.subject == ""
    assert parsed.problems == ()


def test_words_phrases_and_exclusions_stand_together():
    parsed = query_parse('red "apple watch" -strap -"stock photo" -png “band”')
    assert parsed.subject == "red apple watch band"
    assert parsed.phrases == ("apple watch", "band")
    assert parsed.excluded == ("strap", "stock photo")
    assert parsed.to_filters() == {"format_not": ("PNG",)}


def test_role_that_is_known_of_pictures_filters():
    parsed = query_parse("apple role:logo -role:icon")
    assert (parsed.subject, parsed.roles, parsed.excluded) == ("apple", ("logo",), ())
    assert parsed.to_filters() == {"role": ("logo",), "role_not": ("icon",)}


def test_role_of_another_kind_is_searched_as_a_word():
    parsed = query_parse("apple role:screenshot -role:map")
    assert (parsed.subject, parsed.roles, parsed.excluded) == ("apple screenshot", ("screenshot",), ("map",))
    assert parsed.to_filters() == {}


def test_alt_with_words_is_a_phrase():
    parsed = query_parse('alt:"red car" -alt:truck')
    assert (parsed.phrases, parsed.excluded, parsed.subject) == (("red car",), ("truck",), "red car")


@pytest.mark.parametrize("text", [r"\png", r"\-logo", r"\large photos", r"\format:png", r"say \"cheese\""])
def test_escaped_words_are_only_words(text):
    parsed = query_parse(text)
    assert parsed.to_filters() == {}
    assert not parsed.excluded
    assert not parsed.phrases
    assert parsed.problems == ()


@pytest.mark.parametrize(
    ("text", "code", "at", "suggestion"),
    [
        ("cats formt:png", "key_unknown", "formt", "format:"),
        ("-colr:red", "key_unknown", "colr", "color:"),
        ("zzz:1", "key_unknown", "zzz", ""),
        ("cats color:rde", "value_unknown", "rde", "red"),
        ("format:png,wepb", "value_unknown", "wepb", "webp"),
        ("aspect:round", "value_unknown", "round", ""),
        ("w:abc", "number_invalid", "abc", ""),
        ("h:>", "number_invalid", ">", ""),
        ("w:>10-20", "number_invalid", ">10-20", ""),
        ("w:900-100", "range_empty", "900-100", ""),
        ("w:>900 w:<100", "range_empty", "w:<100", ""),
        ("-w:640", "not_excludable", "640", ""),
        ("-sort:newest", "not_excludable", "newest", ""),
        ("host:nowhere", "value_unknown", "nowhere", ""),
        ("page:/a*b", "value_unknown", "/a*b", ""),
        ('red "apple watch', "quote_unclosed", '"', '"'),
        ('color:"rde"', "value_unknown", "rde", "red"),
    ],
)
def test_problem_points_at_the_character(text, code, at, suggestion):
    (problem,) = query_parse(text).problems
    assert (problem.code, text[problem.position : problem.position + problem.length]) == (code, at)
    assert problem.suggestion == suggestion
    assert problem.sentence.endswith(".") or problem.sentence.endswith("?")


def test_problem_leaves_the_rest_understood():
    parsed = query_parse("cats formt:png color:red w:abc")
    assert parsed.subject == "cats formt:png"
    assert parsed.to_filters() == {"color": ("red",)}
