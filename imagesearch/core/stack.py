"""What runs here in embedded mode: ports and addresses, written by `up`, read by every other process."""

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel

FILE_NAME: Final = "stack.json"
NO_REDIS_URL: Final = "redis://127.0.0.1:1/0"
"""Port 1 answers nobody: with no stack running a command fails at once and says how to start one."""


class Stack(BaseModel):
    """The embedded services of one state folder."""

    pid: int
    redis_url: str
    web_url: str
    flower_url: str


def stack_read(state_dir: Path) -> Stack | None:
    """What `up` wrote, or None; the processes may have died since."""
    try:
        return Stack.model_validate(json.loads((state_dir / FILE_NAME).read_text()))
    except (FileNotFoundError, ValueError):
        return None


def stack_write(state_dir: Path, stack: Stack) -> None:
    """Replace the file in one step, so that nobody reads half of it."""
    temporary = state_dir / f"{FILE_NAME}.new"
    temporary.write_text(stack.model_dump_json(indent=1))
    temporary.replace(state_dir / FILE_NAME)


def stack_forget(state_dir: Path) -> None:
    """Remove the file: nothing runs any more."""
    (state_dir / FILE_NAME).unlink(missing_ok=True)


def stack_redis_url(state_dir: Path) -> str:
    """The Redis of the running stack, or an address at which nothing listens."""
    stack = stack_read(state_dir)
    return stack.redis_url if stack else NO_REDIS_URL
