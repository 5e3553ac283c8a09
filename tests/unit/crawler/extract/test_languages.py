import pytest

from crawler.extract.languages import language_of


@pytest.mark.parametrize(
    ("declared", "code"), [("en", "en"), ("pt-BR", "pt"), (" zh-Hant-TW ", "zh"), ("DE_at", "de"), ("fil", "fil")]
)
def test_declared_language_is_believed(declared: str, code: str):
    assert language_of(declared, "whatever the text says") == code


@pytest.mark.parametrize("declared", [None, "", "english", "x" * 10_000, "<b>", "e", "en us"])
def test_without_a_usable_declaration_the_text_is_read(declared: str | None):
    assert language_of(declared, "Das Boot wurde 1921 gebaut und fuhr viele Jahre zwischen den Inseln.") == "de"


@pytest.mark.parametrize("text", ["", "hi", "1234 5678 9012 3456 7890 1234", "?!?! ... ---- ==== ++++ ****"])
def test_text_without_evidence_has_no_language(text: str):
    assert language_of(None, text) == ""
