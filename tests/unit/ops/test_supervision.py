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
