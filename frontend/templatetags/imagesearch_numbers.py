"""Numbers and times as people say them."""

from django import template

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
def first_part(text: str) -> str:
    """Of `3 days, 2 hours` only the days."""
    return text.split(",", maxsplit=1)[0]
