"""How nice a process is to others, where the kernel counts whole sessions instead of processes."""

import os
from pathlib import Path
from typing import Final

AUTOGROUP: Final = Path("/proc/self/autogroup")
"""Linux, sched(7): each session has a share of the processors of its own, and the niceness of its processes counts inside it only."""


def session_nice() -> None:
    """Make the session that this process leads as nice as the process; nothing to do for one that leads none.

    Without it, a process of low rank that leads a session takes as much as all the programs of another session together.
    """
    if os.getsid(0) != os.getpid():
        return
    try:
        AUTOGROUP.write_text(str(os.getpriority(os.PRIO_PROCESS, 0)))
    except OSError:  # a kernel without such groups
        return
