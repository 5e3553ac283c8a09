"""How the tests are spread over several processes: what shares something costly stays together, long ones come first."""

from typing import Final

import pytest
from xdist.scheduler import LoadScopeScheduling

STACK: Final = "stack"
"""The group of all tests that use the fixture of this name: the product is started once for them."""
GROUP_MARK: Final = "@"
"""Stands before the name of a group in the ids that the scheduler sees."""


class Spreading(LoadScopeScheduling):
    """Hands out a file at a time, so that fixtures of modules are made once; a group counts as one file."""

    def _split_scope(self, nodeid: str) -> str:
        _, mark, group = nodeid.rpartition("]")[2].partition(GROUP_MARK)
        return group if mark else nodeid.partition("::")[0]


def group_set(item: pytest.Item) -> None:
    """Put a test into its group."""
    if STACK in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.xdist_group(STACK))


def longest_first(item: pytest.Item) -> tuple[bool, ...]:
    """A key to sort by: what is begun last should be short, or one process works while the others have ended."""
    is_in_group = item.get_closest_marker("xdist_group") is not None
    return (
        not is_in_group,
        item.get_closest_marker("e2e") is not None,
        *(item.get_closest_marker(marker) is None for marker in ("postgres", "integration", "sites")),
    )


def quick_first(item: pytest.Item) -> tuple[bool, ...]:
    """A key to sort by: in one process, what fails soon is told soon."""
    return tuple(item.get_closest_marker(marker) is not None for marker in ("e2e", "integration"))
