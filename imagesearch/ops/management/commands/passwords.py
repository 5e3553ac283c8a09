"""`manage.py passwords`: show the generated passwords, or make new ones."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from imagesearch.ops.passwords import passwords_read, passwords_renew


class Command(BaseCommand):
    """They stand in the state folder, readable for its owner alone."""

    help = "Show the generated passwords of the admin and of Flower."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--new", action="store_true", help="make new ones; Flower takes its own at the next start")

    def handle(self, *_: Any, new: bool, **__: Any) -> None:
        """Print name and password of each place."""
        passwords = passwords_renew(settings.STATE_DIR) if new else passwords_read(settings.STATE_DIR)
        if passwords is None:
            raise CommandError("None were generated yet: `make up` does that. With --new it is done now.", returncode=3)
        self.stdout.write(f"admin   {passwords.owner_name}  {passwords.owner_password}")
        self.stdout.write(f"flower  {passwords.flower_name}  {passwords.flower_password}")
