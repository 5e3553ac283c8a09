"""Becomes one role of the product, as containers do: `python -m imagesearch.ops.role embed`."""

import os
import sys

from imagesearch import env
from imagesearch.ops.programs import roles


def main(name: str) -> None:
    """Become the program of that role; its environment is that of the embedded stack."""
    program = roles().get(name)
    if program is None:
        sys.exit(f"There is no role {name!r} here; roles: {', '.join(roles())}. `index` needs IMAGESEARCH_QDRANT_URL.")
    os.nice(program.nice)
    os.execvpe(program.command[0], program.command, env.child_environment(**program.environment))  # noqa: S606


if __name__ == "__main__":
    main(*sys.argv[1:])
