"""`manage.py up`: start everything on this machine and keep it running."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from imagesearch.ops.console import StackConsole


class Command(BaseCommand):
    """Ctrl-C stops everything; what ends by itself is started again."""

    help = "Start the web app, the workers and their services on this machine; Ctrl-C stops everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--port", type=int, default=0, help="port of the web app; the next free one if it is taken")

    def handle(self, *_: Any, port: int, **__: Any) -> None:
        """Run until told to stop."""
        console = StackConsole(settings.STATE_DIR, self.stdout.write)
        with console.running(web_port=port):
            console.wait()
