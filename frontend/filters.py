"""The orders of search results, as the list above them names them."""

from imagesearch.search.parsing.labels import SORTS


def search_sorts() -> list[tuple[str, str]]:
    """Value and words of each order; the usual one first, which is none of them."""
    named = [(value, words.capitalize()) for value, words in SORTS.items() if value != "relevance"]
    return [("", "Best first"), *named]
