"""Starting, stopping and starting again: one run per folder, nothing left behind, nothing lost."""

import time
from pathlib import Path

import psutil
import pytest

from tests.stack import environment_for, manage, stack_running

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
ORPHANS_SECONDS = 60


def test_up_killed_leaves_nothing_and_a_demo_takes_over(tmp_path: Path):
    with stack_running(tmp_path) as first:
        descendants = psutil.Process(first.process.pid).children(recursive=True)
        first.process.kill()
        give_up_at = time.monotonic() + ORPHANS_SECONDS
        while any(process.is_running() for process in descendants) and time.monotonic() < give_up_at:
            time.sleep(0.2)
        assert not [process for process in descendants if process.is_running()]
    done = manage(environment_for(tmp_path), "demo", "--once", timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("  1. ") == 4


def test_up_interrupted_stops_everything(tmp_path: Path):
    with stack_running(tmp_path) as running:
        descendants = psutil.Process(running.process.pid).children(recursive=True)
    assert running.process.returncode == 0
    assert not [process for process in descendants if process.is_running()]
    assert not (tmp_path / "stack.json").exists()


def test_commands_without_a_stack_say_what_to_start(tmp_path: Path):
    environment = environment_for(tmp_path)
    manage(environment, "migrate")
    done = manage(environment, "crawl", "http://127.0.0.1:9/", "--allow-start-host")
    assert done.returncode == 3
    assert "make up" in done.stderr
