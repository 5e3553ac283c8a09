"""Every test that uses the database passes on PostgreSQL as it does on SQLite."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import INSTALL, postgres_bin, postgres_running

pytestmark = [pytest.mark.integration, pytest.mark.postgres, pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parents[2]
SUITES = ("tests/unit", "tests/contract")


def passes_on_postgresql(folder: Path, *arguments: str) -> None:
    """Run tests in a process of their own, on a cluster of their own."""
    programs = postgres_bin()
    assert programs
    with postgres_running(programs) as url:
        done = subprocess.run(
            # --reuse-db: what tests leave connected must not hold up the end; the whole cluster is thrown away.
            [sys.executable, "-m", "pytest", *arguments, "--reuse-db", "-q", "--no-header", f"--basetemp={folder / 'tests'}"],
            cwd=ROOT, env={**os.environ, "IMAGESEARCH_DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) > 0


@pytest.mark.skipif(postgres_bin() is None, reason=f"PostgreSQL's server is not installed: {INSTALL}")
@pytest.mark.parametrize("seeds", ["whole[4] or whole[13] or whole[15]"])
def test_crawls_hit_at_random_moments_are_whole_on_postgresql(seeds: str, tmp_path: Path):
    passes_on_postgresql(tmp_path, "tests/integration/test_kills.py", "-k", seeds)


@pytest.mark.skipif(postgres_bin() is None, reason=f"PostgreSQL's server is not installed: {INSTALL}")
def test_database_tests_on_postgresql_all_pass(tmp_path: Path):
    passes_on_postgresql(tmp_path, *SUITES, "--database-only")
