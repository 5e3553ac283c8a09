"""Runs programs under supervisord: what ends is started again, and nothing outlives us, however we end."""

import os
import shlex
import signal
import subprocess
import sys
import xmlrpc.client
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final

from supervisor.xmlrpc import SupervisorTransport

from imagesearch import env
from imagesearch.core.errors import Unavailable
from imagesearch.ops.programs import Program

LEASH: Final = Path(__file__).with_name("leash.py")
SOCKET_PATH_MAX: Final = 100
"""Bytes; the kernel refuses longer paths of Unix sockets."""
STOP_SECONDS: Final = 45
"""Longer than the slowest program may take."""
LOG_MAX_BYTES: Final = 5_000_000
START_RETRIES: Final = 30
"""Starts of a program that fails at once, with growing pauses, before it is given up: about eight minutes."""


@dataclass(frozen=True, slots=True)
class ProgramState:
    """What the supervisor says of one program."""

    name: str
    state: str
    pid: int
    description: str


class Supervision:
    """One supervisord with its programs."""

    def __init__(self, run_dir: Path, logs_dir: Path) -> None:
        self._run_dir = run_dir
        self._logs_dir = logs_dir
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, programs: Collection[Program], *, keep_open: Iterable[int] = ()) -> None:
        """Write the configuration and start; returns at once.

        Args:
            programs: what to run.
            keep_open: file descriptors that stay open until the supervisor has ended, so locks on them hold till then.
        """
        configuration = self._run_dir / "supervisord.conf"
        configuration.write_text(self._configuration(programs))
        serve = (sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(configuration))
        with (self._logs_dir / "supervisord.err").open("wb") as errors:
            # SIGTERM when we die: it then stops its programs in order; they have SIGKILL on their own leashes.
            self._process = subprocess.Popen(
                (*_leashed(0, signal.SIGTERM), *serve),
                cwd=env.ROOT,
                env=env.child_environment(PYTHONUNBUFFERED="1"),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,  # Ctrl-C reaches only us; we stop it in order
                pass_fds=tuple(keep_open),
            )

    def is_alive(self) -> bool:
        """Whether the supervisor runs."""
        return self._process is not None and self._process.poll() is None

    def states(self) -> list[ProgramState]:
        """The programs and how they do.

        Raises:
            Unavailable: the supervisor does not answer (yet).
        """
        transport = SupervisorTransport(None, None, f"unix://{self.socket_path}")
        server = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)
        try:
            answers: Any = server.supervisor.getAllProcessInfo()
        except (OSError, HTTPException, xmlrpc.client.Error) as error:
            raise Unavailable("The supervisor does not answer.") from error
        return [ProgramState(a["name"], a["statename"], a["pid"], a["spawnerr"] or a["description"]) for a in answers]

    def stop(self) -> None:
        """Stop every program in order, then the supervisor; by force if that takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the leashes end its programs
            self._process.wait()

    @property
    def socket_path(self) -> Path:
        """Where the supervisor answers: in the state folder, unless that path is too long for a socket."""
        path = self._run_dir / "supervisor.sock"
        if len(os.fsencode(path)) <= SOCKET_PATH_MAX:
            return path
        return Path(f"/tmp/imagesearch-{os.getuid()}-{self._run_dir.stat().st_ino}.sock")  # noqa: S108  mode 0700

    def _configuration(self, programs: Collection[Program]) -> str:
        interface = "supervisor.rpcinterface:make_main_rpcinterface"
        sections: dict[str, dict[str, object]] = {
            "unix_http_server": {"file": self.socket_path, "chmod": "0700"},
            "rpcinterface:supervisor": {"supervisor.rpcinterface_factory": interface},
            "supervisord": {
                "nodaemon": "true",
                "silent": "true",
                "logfile": self._logs_dir / "supervisord.log",
                "logfile_maxbytes": LOG_MAX_BYTES,
                "logfile_backups": 1,
                "pidfile": self._run_dir / "supervisord.pid",
            },
            **{f"program:{program.name}": self._program(program) for program in programs},
            **dict(_groups(programs)),
        }
        return "\n".join(_section(name, values) for name, values in sections.items())

    def _program(self, program: Program) -> dict[str, object]:
        return {
            "command": shlex.join((*_leashed(program.nice, signal.SIGKILL), *program.command)),
            "directory": env.ROOT,
            "environment": ",".join(f'{name}="{value}"' for name, value in program.environment.items()),
            "priority": program.priority,
            "autorestart": "true",
            "startsecs": 2,
            "startretries": START_RETRIES,
            "stopwaitsecs": program.stop_seconds,
            "redirect_stderr": "true",
            "stdout_logfile": self._logs_dir / f"{program.name}.log",
            "stdout_logfile_maxbytes": LOG_MAX_BYTES,
            "stdout_logfile_backups": 2,
        }


def _groups(programs: Collection[Program]) -> Iterator[tuple[str, dict[str, object]]]:
    """Programs of one priority stop together; without groups supervisord waits for each before it stops the next."""
    for priority in {program.priority for program in programs}:
        names = ",".join(program.name for program in programs if program.priority == priority)
        yield f"group:priority-{priority}", {"programs": names, "priority": priority}


def _leashed(nice: int, death_signal: signal.Signals) -> tuple[str, ...]:
    return (sys.executable, "-S", "-E", str(LEASH), str(nice), str(int(death_signal)))


def _section(name: str, values: dict[str, object]) -> str:
    """A section as supervisord reads it, where a percent sign begins a reference."""
    return "\n".join([f"[{name}]", *(f"{key}={str(value).replace('%', '%%')}" for key, value in values.items()), ""])
