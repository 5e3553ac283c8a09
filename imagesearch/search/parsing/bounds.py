"""Numbers with a comparison: `>1000`, `<=600`, `500-1000`, `64`."""

import re
from dataclasses import dataclass
from typing import Final, Self

OPERAND: Final = re.compile(
    r"(?P<sign><=|>=|=<|=>|<|>|=|≤|≥)?(?P<low>\d{1,7}(?:\.\d{1,3})?)(?P<kilo>k)?(?:px|mp)?"
    r"(?:(?:-|\.\.)(?P<high>\d{1,7}(?:\.\d{1,3})?)(?:px|mp)?)?",
    re.IGNORECASE | re.ASCII,
)
MEGA: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the greatest number that will do, both included; None where there is no such limit."""

    low: int | None = None
    high: int | None = None

    def __and__(self, other: Self) -> "Bounds":
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Bounds(max(lows, default=None), min(highs, default=None))

    @property
    def is_empty(self) -> bool:
        """No number will do."""
        return self.low is not None and self.high is not None and self.low > self.high


def bounds_read(operand: str, *, is_mega: bool = False) -> Bounds | None:
    """What an operand allows; None if it is none."""
    match = OPERAND.fullmatch(operand)
    if match is None or (match["high"] and match["sign"]):
        return None
    scale = (1000 if match["kilo"] else 1) * (MEGA if is_mega else 1)
    low = round(float(match["low"]) * scale)
    if match["high"]:
        return Bounds(low, round(float(match["high"]) * scale))
    return _compared(match["sign"] or "=", low)


def operand_tidy(operand: str) -> str:
    """The same operand without units and in plain signs."""
    plain = operand.lower().replace("≤", "<=").replace("≥", ">=").replace("=<", "<=").replace("=>", ">=")
    kilo = re.sub(r"(\d+(?:\.\d+)?)k", lambda match: str(round(float(match[1]) * 1000)), plain)
    return re.sub(r"px|mp", "", kilo).removeprefix("=").replace("..", "-")


def operand_opposite(operand: str) -> str:
    """What is left when an operand is excluded; empty where that is not one range."""
    for sign, opposite in ((">=", "<"), ("<=", ">"), (">", "<="), ("<", ">=")):
        if operand.startswith(sign):
            return opposite + operand.removeprefix(sign)
    return ""


def _compared(sign: str, number: int) -> Bounds:
    match sign:
        case ">":
            return Bounds(low=number + 1)
        case ">=" | "=>" | "≥":
            return Bounds(low=number)
        case "<":
            return Bounds(high=number - 1)
        case "<=" | "=<" | "≤":
            return Bounds(high=number)
    return Bounds(number, number)
