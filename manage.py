#!/usr/bin/env python
"""The command line of the project."""

import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command; a setting that cannot be ends it with a sentence."""
    try:
        from imagesearch import env
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    env.django_settings_use()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
