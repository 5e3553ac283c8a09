"""How long things may get, and what may not stand in the tree at all."""

import ast
import re
from pathlib import Path
from statistics import median

from tests.architecture.source import ROOT, functions_of, lines_of, name_of, source_files, tracked_files, tree_of

FUNCTION_LINES_MAX = 50
FUNCTION_LINES_MEDIAN = 9
FILE_LINES_MAX = 400
CODE_SUFFIXES = {".py", ".js", ".css"}
NAMELESS = {"utils", "helpers", "common", "misc", "manager", "managers"}
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
REGISTRIES = re.compile(r"pythonhosted\.org|pypi\.org/simple|registry\.npmjs\.org|file:///opt|--index-url|/opt/pypi")
"""Where packages come from is the machine's business; the tree must not pin it."""
THIS_FILE = Path(__file__).resolve()


def test_functions_are_at_most_fifty_lines():
    lengths = {f"{name_of(p)}:{f.lineno} {f.name}": lines_of(f) for p in source_files() for f in functions_of(p)}
    assert not {where: lines for where, lines in lengths.items() if lines > FUNCTION_LINES_MAX}


def test_functions_have_a_median_of_nine_lines():
    assert median(lines_of(f) for p in source_files() for f in functions_of(p)) <= FUNCTION_LINES_MEDIAN


def test_files_are_at_most_four_hundred_lines():
    code = [p for p in tracked_files() if p.suffix in CODE_SUFFIXES and "migrations" not in p.parts]
    lengths = {name_of(p): len(p.read_text().splitlines()) for p in code}
    assert not {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MAX}


def test_modules_say_their_duty_in_a_docstring():
    written = [p for p in source_files() if p.read_text().strip()]
    assert not [name_of(p) for p in written if not ast.get_docstring(tree_of(p))]


def test_modules_are_named_after_what_they_do():
    names = {name_of(p): {p.stem, *p.relative_to(ROOT).parent.parts} for p in source_files()}
    assert not [name for name, words in names.items() if words & NAMELESS]


def test_source_has_no_leftover_notes():
    assert not [name_of(p) for p in source_files() if LEFTOVERS.search(p.read_text())]


def test_tree_names_no_package_registry():
    texts = {p: p.read_text(errors="replace") for p in tracked_files() if p.suffix not in {".safetensors", ".png"}}
    texts.pop(THIS_FILE, None)
    assert not [name_of(p) for p, text in texts.items() if REGISTRIES.search(text)]


def test_readmes_name_every_module_of_their_package():
    readmes = [p for p in tracked_files() if p.name == "README.md" and (p.parent / "__init__.py").exists()]
    modules = {readme: {p.name for p in readme.parent.glob("*.py")} - {"__init__.py"} for readme in readmes}
    assert not {name_of(r): missing for r, names in modules.items() if (missing := names - _words(r.read_text()))}


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\w.]+\.py", text))
