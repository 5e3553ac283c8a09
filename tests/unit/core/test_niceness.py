import os
import subprocess
import sys

import pytest

from imagesearch.core.niceness import AUTOGROUP, session_nice

NICE_AND_TELL = """
import os
from imagesearch.core.niceness import AUTOGROUP, session_nice
os.nice(7)
session_nice()
print(AUTOGROUP.read_text().split()[-1])
"""
pytestmark = pytest.mark.skipif(not AUTOGROUP.exists(), reason="this kernel counts no sessions")


@pytest.mark.parametrize(("is_leader", "niceness"), [(True, "7"), (False, "0")])
def test_session_is_as_nice_as_the_process_that_leads_it(is_leader: bool, niceness: str) -> None:
    inner = [sys.executable, "-c", NICE_AND_TELL]
    # One that leads no session must leave that of others alone: here its parent's, made for it.
    outer = [sys.executable, "-c", f"import subprocess; subprocess.run({inner!r}, check=True)"]
    told = subprocess.run(
        inner if is_leader else outer, start_new_session=True, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == niceness


def test_session_asks_again_while_the_kernel_takes_no_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Busy:
        """As from many people at once who are not root."""

        def exists(self) -> bool:
            return True

        def write_text(self, niceness: str) -> None:
            told.append(niceness)
            if len(told) < 3:
                raise BlockingIOError

    monkeypatch.setattr("imagesearch.core.niceness.AUTOGROUP", Busy())
    monkeypatch.setattr("imagesearch.core.niceness.AGAIN_AFTER_SECONDS", 0.001)
    monkeypatch.setattr("os.getsid", lambda _: os.getpid())
    session_nice()
    assert told == [str(os.getpriority(os.PRIO_PROCESS, 0))] * 3
