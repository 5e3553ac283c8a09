"""Runs a program that must not outlive its parent: `python leash.py NICE SIGNAL PROGRAM ARGUMENT…`.

A script of its own, without the project's imports: it starts in milliseconds and is gone with its `exec`.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""Linux, prctl(2): the signal that this process gets when its parent dies, however it dies; kept over `exec`."""


def main() -> None:
    """Bind this process to its parent's life, then become the program."""
    nice, death_signal, *command = sys.argv[1:]
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != parent:  # the parent died before the leash was on
        os.kill(os.getpid(), signal.SIGKILL)
    os.nice(int(nice))
    os.execvp(command[0], command)  # noqa: S606  there is no shell to want


if __name__ == "__main__":
    main()
