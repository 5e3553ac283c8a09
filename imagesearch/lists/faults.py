"""What may be wrong with a list or with one of its rows."""

from collections.abc import Mapping
from typing import Final

from imagesearch.core.errors import Rejected

FAULTS: Final[Mapping[str, str]] = {
    "no_address": "The row has no address.",
    "url_no_scheme": "The address does not begin with http:// or https://.",
    "url_invalid": "Not an address of the web.",
    "url_too_long": "The address is longer than the limit.",
    "url_relative": "A relative address, and the row names no page that it could belong to.",
    "host_forbidden": "The address is not public, so it may not be fetched.",
    "cell_too_long": "A cell is longer than the limit.",
    "not_json": "The line is not JSON.",
    "not_a_row": "Neither an address nor an object with one.",
    "too_many_rows": "Beyond the limit of rows in one list.",
}
"""Reason codes of refused rows, with their sentences."""


class ListRejected(Rejected):
    """The whole list cannot be used."""

    code = "list_unreadable"
