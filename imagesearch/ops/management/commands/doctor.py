"""`manage.py doctor`: every part the product needs, how it does, and the one command that mends it."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any, Final

from django.core.management.base import BaseCommand

from imagesearch.ops.examination import parts_examined
from imagesearch.ops.health import is_ready
from imagesearch.ops.parts import Part, PartState

EXIT_MISSING: Final = 3
MARKS: Final = {PartState.OK: "ok      ", PartState.DEGRADED: "degraded", PartState.MISSING: "missing "}


class Command(BaseCommand):
    """Exit code 0 when all that is needed is there, 3 when not."""

    help = "Examine every part: ok, degraded or missing, with the one command that mends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--json", action="store_true", dest="is_json", help="one JSON document on stdout")

    def handle(self, *_: Any, is_json: bool, **__: Any) -> None:
        """Print the parts as they are examined."""
        parts = []
        for part in parts_examined():
            parts.append(part)
            if not is_json:
                self._print(part)
        if is_json:
            self.stdout.write(json.dumps({"ok": is_ready(parts), "parts": [asdict(part) for part in parts]}, indent=1))
        if not is_ready(parts):
            sys.exit(EXIT_MISSING)

    def _print(self, part: Part) -> None:
        style = {PartState.OK: self.style.SUCCESS, PartState.DEGRADED: self.style.WARNING}.get(
            part.state, self.style.ERROR
        )
        self.stdout.write(f"{style(MARKS[part.state])}  {part.name:14} {part.sentence}")
        if part.mend:
            self.stdout.write(f"{'':26} → {part.mend}")
