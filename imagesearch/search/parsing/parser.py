"""The rule parser: a text in, what was understood out; pure, without network, in time that grows with the length only."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from imagesearch.search.parsing.draft import Draft
from imagesearch.search.parsing.explicit import fields_read
from imagesearch.search.parsing.model import MEASURES, ChipMode, ParsedQuery, Problem
from imagesearch.search.parsing.natural import language_read
from imagesearch.search.parsing.tokens import Token, TokenKind, tokens_of

WORDS_MAX: Final = 2000
"""No model reads as many; what follows is left out."""
LINKS: Final = frozenset((
    "of", "with", "that", "which", "who", "are", "is", "and", "or", "but", "in", "on", "from", "for", "at", "by", "showing", "taken", "&", ",",
))  # fmt: skip
"""Words that mean nothing at either end of a subject."""
ENDINGS: Final = LINKS | {"the", "a", "an"}
EMPTY: Final = ENDINGS | {"all", "any", "some", "every", "only", "just", "more", "everything", "anything"}


def query_parse(text: str) -> ParsedQuery:
    """What a query means by the rules; never fails, whatever the text is."""
    draft = Draft(text, tuple(islice(tokens_of(text), WORDS_MAX)))
    fields_read(draft)
    language_read(draft)
    subject = _subject(draft, draft.kept_words())
    chips = draft.distinct_chips()
    if not subject and not any(chip.mode != ChipMode.NICE for chip in chips):
        # "photos" alone is all there is to go by.
        words = [token for token in draft.tokens if token.kind == TokenKind.WORD]
        subject = " ".join(token.text for token in words)
    parsed = ParsedQuery(subject=subject, chips=chips, problems=tuple(draft.problems))
    return _contradictions_told(parsed)


def _subject(draft: Draft, tokens: Sequence[Token]) -> str:
    """The words left, without links that lead nowhere; commas only between words."""
    words = [_said(draft, token) for token in tokens]
    start, end = 0, len(words)
    while start < end and words[start].lower() in LINKS:
        start += 1
    while start < end and words[end - 1].lower() in ENDINGS:
        end -= 1
    left = words[start:end]
    return "" if all(word.lower() in EMPTY for word in left) else _joined(left)


def _joined(words: Iterable[str]) -> str:
    text = ""
    for word in words:
        if word != ",":
            text += f" {word}"
        elif not text.endswith(","):
            text += ","
    return text.strip()


def _said(draft: Draft, token: Token) -> str:
    is_role = token.kind == TokenKind.FIELD and token.key in ("role", "kind", "is", "alt")
    return token.text if token.kind != TokenKind.FIELD or is_role else draft.text[token.start : token.end]


def _contradictions_told(parsed: ParsedQuery) -> ParsedQuery:
    """The query, with a problem for every pair of limits that nothing can be within."""
    problems = []
    for kind in MEASURES:
        chips = [chip for chip in parsed.chips if chip.kind == kind]
        if parsed.bounds(kind).is_empty:
            start, end = chips[-1].spans[-1]
            sentence = f"Nothing can be {' and '.join(chip.label for chip in chips)} at once."
            problems.append(Problem(code="range_empty", position=start, length=end - start, sentence=sentence))
    return parsed.model_copy(update={"problems": (*parsed.problems, *problems)}) if problems else parsed
