"""How the tests are spread over several processes: what shares something costly stays together, long ones come first."""

from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

STACK: Final = "stack"
"""The fixture that starts the product: one process runs all tests that use it, so that it starts once."""
STACK_PLACES: Final = ("tests/e2e/", "tests/integration/test_faults.py", "tests/integration/test_flow.py")
"""Where these tests are."""


class Spreading(LoadScopeScheduling):
    """Hands out a file at a time, so that fixtures of modules are made once; the tests of the stack count as one file."""

    def _split_scope(self, nodeid: str) -> str:
        return STACK if nodeid.startswith(STACK_PLACES) else nodeid.partition("::")[0]


def place_check(item: pytest.Item) -> None:
    """Refuse a test that would start the product a second time.

    Raises:
        pytest.UsageError: it uses the stack and is somewhere else.
    """
    if STACK in getattr(item, "fixturenames", ()) and not item.nodeid.startswith(STACK_PLACES):
        raise pytest.UsageError(f"{item.nodeid} uses the stack: add its file to STACK_PLACES of tests/spreading.py")


def longest_first(item: pytest.Item) -> tuple[bool, ...]:
    """A key to sort by: what is begun last should be short, or one process works while the others have ended."""
    return (
        not item.nodeid.startswith(STACK_PLACES),
        item.get_closest_marker("e2e") is not None,
        *(item.get_closest_marker(marker) is None for marker in ("postgres", "integration", "sites")),
    )


def quick_first(item: pytest.Item) -> tuple[bool, ...]:
    """A key to sort by: in one process, what fails soon is told soon."""
    return tuple(item.get_closest_marker(marker) is not None for marker in ("e2e", "integration"))
