#!/usr/bin/env python
"""The command line of the project."""

import sys

from django.core.management import execute_from_command_line

from imagesearch import env

if __name__ == "__main__":
    env.django_settings_use()
    execute_from_command_line(sys.argv)
