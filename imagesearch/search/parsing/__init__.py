"""Understanding a query by rules: `query_parse` for what it means, `chip_views` for what can be clicked."""

from imagesearch.search.parsing.editing import ChipView, chip_views, query_toggled, query_without
from imagesearch.search.parsing.model import Chip, ChipKind, ChipMode, ParsedQuery, Problem
from imagesearch.search.parsing.parser import query_parse

__all__ = [
    "Chip", "ChipKind", "ChipMode", "ChipView", "ParsedQuery", "Problem", "chip_views", "query_parse", "query_toggled",
    "query_without",
]  # fmt: skip
