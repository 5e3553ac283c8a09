"""How nice a process is to others, where the kernel counts whole sessions instead of processes."""

import logging
import os
import time
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

AUTOGROUP: Final = Path("/proc/self/autogroup")
"""Linux, sched(7): each session has a share of the processors of its own, and the niceness of its processes counts inside it only."""
ATTEMPTS: Final = 20
AGAIN_AFTER_SECONDS: Final = 0.1
"""The kernel takes one such wish in so long from all people together who are not root."""


def session_nice() -> None:
    """Make the session that this process leads as nice as the process; nothing to do for one that leads none.

    Without it, a process of low rank that leads a session takes as much as all the programs of another session together.
    """
    if os.getsid(0) != os.getpid() or not AUTOGROUP.exists():
        return
    niceness = str(os.getpriority(os.PRIO_PROCESS, 0))
    for _ in range(ATTEMPTS):
        try:
            AUTOGROUP.write_text(niceness)
        except BlockingIOError:
            time.sleep(AGAIN_AFTER_SECONDS)
        except OSError as error:  # in a container that may not
            log.info("session_not_nice", extra={"error": str(error)})
            return
        else:
            return
    log.warning("session_not_nice", extra={"error": f"refused {ATTEMPTS} times"})
