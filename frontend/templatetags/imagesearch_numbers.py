"""Numbers, times and codes as people say them."""

from datetime import datetime

from django import template
from django.utils.timesince import timesince

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """1234567 -> 1,234,567, as the pages' scripts write it."""
    return f"{number:,}"


@register.filter
def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 page, 2 pages."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


@register.filter
def words(code: str) -> str:
    """too_small -> too small."""
    return code.replace("_", " ")


@register.filter
def size(count_bytes: int) -> str:
    """1234567 -> 1.2 MB, as the pages' scripts write it."""
    if count_bytes < 1000:
        return f"{count_bytes} B"
    return f"{count_bytes / 1000:.0f} kB" if count_bytes < 1_000_000 else f"{count_bytes / 1_000_000:.1f} MB"


@register.filter
def age(moment: datetime, now: datetime) -> str:
    """How long ago, to its largest unit: just now, 5 minutes ago, 3 days ago."""
    said = timesince(moment, now, depth=1)
    return "just now" if said.startswith("0") else f"{said} ago"
