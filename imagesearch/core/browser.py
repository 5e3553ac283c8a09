"""Where the system's Chromium is; nothing is ever downloaded."""

import shutil
from typing import Final

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_COMMAND: Final = "sudo apt install chromium"


def browser_path() -> str:
    """The path of the first browser found; empty if there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")
