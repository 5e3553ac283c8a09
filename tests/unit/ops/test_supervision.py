"""Tests of supervision: what dies is started again, and nothing outlives its starter."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from imagesearch.core.errors import Unavailable
from imagesearch.ops.programs import Program
from imagesearch.ops.supervision import ProgramState, Supervision

PATIENCE_SECONDS = 20
SLEEPER = Program("sleeper", (sys.executable, "-c", "import time; print('100 % awake', flush=True); time.sleep(600)"))
STARTER = """
import sys, time
from pathlib import Path
from imagesearch.ops.supervision import Supervision
from tests.unit.ops.test_supervision import SLEEPER
supervision = Supervision(Path(sys.argv[1]), Path(sys.argv[1]))
supervision.start([SLEEPER])
print("started", flush=True)
time.sleep(600)
"""

ENDING = """
import signal, sys, time
from pathlib import Path
me, *others = map(Path, sys.argv[1:])
def end(*_):
    me.with_suffix(".told").touch()
    while not all(other.exists() for other in others):
        time.sleep(0.02)
    me.touch()
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(600)
"""
"""Ends only when files of others are there, and leaves its own."""


def ending(folder: Path, name: str, *others: str, priority: int = 10) -> Program:
    script, *paths = (str(folder / file) for file in ("ending.py", name, *others))
    Path(script).write_text(ENDING)
    return Program(name, (sys.executable, script, *paths), priority=priority)


def eventually(is_true: Callable[[], bool]) -> None:
    """Wait for a state, however long it takes to come."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not is_true():
        assert time.monotonic() < give_up_at, "it never came"
        time.sleep(0.05)


def running(supervision: Supervision) -> ProgramState | None:
    """The sleeper, once it runs."""
    try:
        states = supervision.states()
    except Unavailable:
        return None
    return next((state for state in states if state.state == "RUNNING"), None)


@pytest.fixture
def supervision(tmp_path: Path):
    supervision = Supervision(tmp_path, tmp_path)
    supervision.start([SLEEPER])
    eventually(lambda: running(supervision) is not None)
    yield supervision
    supervision.stop()


def pid_of(supervision: Supervision) -> int:
    state = running(supervision)
    return state.pid if state else 0


def test_supervision_program_killed_is_started_again(supervision: Supervision):
    before = pid_of(supervision)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: pid_of(supervision) not in {0, before})


def test_supervision_program_output_goes_to_its_log(supervision: Supervision, tmp_path: Path):
    eventually(lambda: "100 % awake" in (tmp_path / "sleeper.log").read_text())


def test_supervision_stop_leaves_no_process(supervision: Supervision):
    pid = pid_of(supervision)
    supervision.stop()
    assert not psutil.pid_exists(pid)
    assert not supervision.is_alive()


def test_supervision_stops_equal_priorities_together_and_the_first_started_last(tmp_path: Path):
    """Two that wait for each other end only if both are told at once; the third only if it is told when both have ended."""
    pair = [ending(tmp_path, "a", "b.told"), ending(tmp_path, "b", "a.told")]
    supervision = Supervision(tmp_path, tmp_path)
    supervision.start([*pair, ending(tmp_path, "base", "a", "b", priority=1)])
    logs = [tmp_path / f"{name}.log" for name in ("a", "b", "base")]
    eventually(lambda: all(log.exists() and "ready" in log.read_text() for log in logs))
    supervision.stop()
    assert all((tmp_path / name).exists() for name in ("a", "b", "base"))


def test_supervision_starter_killed_leaves_no_process(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE) as starter:
        observer = Supervision(tmp_path, tmp_path)
        eventually(lambda: running(observer) is not None)
        descendants = psutil.Process(starter.pid).children(recursive=True)
        starter.kill()
    eventually(lambda: not any(process.is_running() for process in descendants))


def test_supervision_supervisor_killed_takes_its_programs_along(supervision: Supervision):
    child = psutil.Process(pid_of(supervision))
    parent = child.parent()
    assert parent
    parent.kill()
    eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
