"""Every test that uses the database passes on PostgreSQL as it does on SQLite."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import INSTALL, postgres_bin, postgres_running

pytestmark = [pytest.mark.integration, pytest.mark.postgres, pytest.mark.timeout(900)]
ROOT = Path(__file__).resolve().parents[2]
SUITES = ("tests/unit", "tests/contract")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a cluster; each run of tests adds the name of a database of its own."""
    programs = postgres_bin()
    if programs is None:
        pytest.skip(f"PostgreSQL's server is not installed: {INSTALL}")
    with postgres_running(programs) as url:
        yield url.removesuffix("postgres")


def assert_passes(url: str, folder: Path, *arguments: str) -> None:
    """Run tests in a process of their own, on a database of their own."""
    done = subprocess.run(
        # --reuse-db: what tests leave connected must not hold up the end; the whole cluster is thrown away.
        [sys.executable, "-m", "pytest", *arguments, "-n", "0", "--reuse-db", "-q", "--no-header", f"--basetemp={folder / 'tests'}"],
        cwd=ROOT, env={**os.environ, "IMAGESEARCH_DATABASE_URL": url}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) > 0


@pytest.mark.parametrize("seeds", ["whole[4] or whole[13] or whole[15]"])
def test_crawls_hit_at_random_moments_are_whole_on_postgresql(cluster: str, seeds: str, tmp_path: Path):
    assert_passes(f"{cluster}kills", tmp_path, "tests/integration/test_kills.py", "-k", seeds)


def test_database_tests_on_postgresql_all_pass(cluster: str, tmp_path: Path):
    assert_passes(f"{cluster}units", tmp_path, *SUITES, "--database-only")
