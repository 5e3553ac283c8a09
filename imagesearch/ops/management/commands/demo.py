"""`manage.py demo`: start everything, crawl the bundled sample site and search it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from imagesearch.ops.console import StackConsole
from imagesearch.ops.demonstration import demonstrate, site_program, site_url
from imagesearch.ops.ports import port_free
from imagesearch.ops.sample_site import sample_site_write


class Command(BaseCommand):
    """Stays up afterwards for a look around, unless told to end."""

    help = "Start everything, crawl the bundled sample site, search it in words and by example."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument(
            "--once", action="store_true", help="end after the searches, with exit code 0 if all went well"
        )
        parser.add_argument("--port", type=int, default=0, help="port of the web app; the next free one if it is taken")

    def handle(self, *_: Any, once: bool, port: int, **__: Any) -> None:
        """Run the demonstration inside a running stack."""
        folder = settings.STATE_DIR / "sample-site"
        sample_site_write(folder)
        site_port = port_free()
        console = StackConsole(settings.STATE_DIR, self.stdout.write)
        with console.running(web_port=port, extra=[site_program(folder, site_port)]) as stack:
            example = min(folder.rglob("*.jpg"), key=lambda path: path.name)
            crawl_id = demonstrate(site_url(site_port), example, self.stdout.write)
            self.stdout.write(f"\nLook for yourself: {stack.stack.web_url}crawls/{crawl_id}/search/")
            if not once:
                console.wait()
