"""Where the product stands among the contenders of one part of the queries, in a sentence with its uncertainty."""

from collections.abc import Mapping, Sequence

from tests.eval.contenders import FORMULA, PRODUCT, is_leg
from tests.eval.intervals import Interval, mean_interval, ratio_interval
from tests.eval.measuring import Figures


def standing(figures: Sequence[Figures]) -> str:
    """Against the best leg and the formula, and how often it is right to call anything strong.

    Args:
        figures: of all contenders, for one part of the queries of one set.
    """
    named = {one.contender: one for one in figures}
    product = named[PRODUCT]
    leg = max((one for one in figures if is_leg(one.contender)), key=lambda one: one.ndcg_10)
    answered = {query: value for query, value in product.strong_by_query.items() if query in product.ndcg_by_query}
    false = {query: value for query, value in product.strong_by_query.items() if query not in answered}
    return "; ".join([
        _against(product, leg), _against(product, named[FORMULA]), _share("answered", answered), _share("false strong", false)
    ])  # fmt: skip


def _against(product: Figures, other: Figures) -> str:
    if not other.ndcg_10:
        return f"{other.contender} finds nothing"
    low, high = ratio_interval(product.ndcg_by_query, other.ndcg_by_query)
    return f"{product.ndcg_10 / other.ndcg_10:.2f} ({low:.2f} to {high:.2f}) times {other.contender}"


def _share(name: str, values: Mapping[str, float]) -> str:
    if not values:
        return f"{name}: not asked"
    low, high = _percent(mean_interval(list(values.values())))
    return f"{name} {100 * sum(values.values()) / len(values):.0f} % ({low:.0f} to {high:.0f})"


def _percent(interval: Interval) -> Interval:
    low, high = interval
    return 100 * low, 100 * high
