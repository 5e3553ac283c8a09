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


@pytest.mark.skipif(postgres_bin() is None, reason=f"PostgreSQL's server is not installed: {INSTALL}")
@pytest.mark.parametrize("seeds", ["whole[4] or whole[13] or whole[15]"])
def test_crawls_hit_at_random_moments_are_whole_on_postgresql(seeds: str):
    programs = postgres_bin()
    assert programs
    with postgres_running(programs) as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "tests/integration/test_kills.py", "-k", seeds, "--reuse-db", "-q", "--no-header"],
            cwd=ROOT, env={**os.environ, "IMAGESEARCH_DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.skipif(postgres_bin() is None, reason=f"PostgreSQL's server is not installed: {INSTALL}")
def test_database_tests_on_postgresql_all_pass():
    programs = postgres_bin()
    assert programs
    with postgres_running(programs) as url:
        # --reuse-db: what tests leave connected must not hold up the end; the whole cluster is thrown away.
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *SUITES, "--database-only", "--reuse-db", "-q", "--no-header"],
            cwd=ROOT, env={**os.environ, "IMAGESEARCH_DATABASE_URL": url}, capture_output=True, text=True, check=False,
        )  # fmt: skip
    print(done.stdout[-6000:])
    assert done.returncode == 0, done.stdout[-6000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) > 0
