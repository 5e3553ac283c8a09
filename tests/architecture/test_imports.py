"""Who may import whom: the contracts of pyproject.toml, and imports only at the top."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, functions_of, name_of, source_files

MAY_IMPORT_LATE = {"imagesearch/embedding"}
"""Loading the model imports torch, which takes seconds: only processes that embed pay for it."""


def test_import_contracts_are_kept():
    # In a process of its own: what other tests imported must not be looked at.
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_functions_import_nothing():
    late = [
        f"{name_of(path)}:{node.lineno}"
        for path in source_files()
        if str(path.relative_to(ROOT).parents[-2]) and not name_of(path).startswith(tuple(MAY_IMPORT_LATE))
        for function in functions_of(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late


@pytest.mark.parametrize("modules", ["imagesearch.asgi", "imagesearch.celery", "crawler.runner"])
def test_processes_that_embed_nothing_load_no_torch(modules: str):
    code = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        f"import django; django.setup(); import {modules} as loaded\n"
        "celery = getattr(loaded, 'app', None)\n"
        "if celery: celery.loader.import_default_modules()\n"
        "print(*{'torch', 'open_clip', 'transformers'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
