"""What docs/THREATS.md promises is held by tests that are there."""

import ast
import re
from functools import cache

import pytest

from tests.architecture.source import ROOT

ROWS = [
    line
    for line in (ROOT / "docs/THREATS.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith(("| ---", "| threat |", "| fault |"))
]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def names_in(path: str) -> frozenset[str]:
    nodes = ast.walk(ast.parse((ROOT / path).read_text()))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_threats_are_many():
    assert len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:40])
def test_threat_is_held_by_tests_or_says_that_it_is_not(row: str):
    named = NAMED.findall(row)
    assert bool(named) != ("| not covered" in row)
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
