"""The generated passwords: made once, kept readable for the owner of the state folder alone, shown on demand."""

import secrets
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from imagesearch.accounts.models import User
from imagesearch.accounts.owners import OWNER_NAME, owner_ensure

FILE_NAME: Final = "passwords.json"
FLOWER_NAME: Final = "flower"


class Passwords(BaseModel):
    """Who may log in where."""

    owner_name: str = OWNER_NAME
    owner_password: str
    flower_name: str = FLOWER_NAME
    flower_password: str


def passwords_read(state_dir: Path) -> Passwords | None:
    """What was generated here, or None."""
    path = state_dir / FILE_NAME
    return Passwords.model_validate_json(path.read_text()) if path.exists() else None


def passwords_ensure(state_dir: Path) -> tuple[Passwords, bool]:
    """The passwords of this installation, and whether they are new.

    The owner's account gets the generated password when the account is new, or when its password was never told to
    anybody; one that the owner changed in the admin stays, and is not known here.
    """
    kept = passwords_read(state_dir)
    if kept:
        owner_ensure(password=kept.owner_password)
        return kept, False
    return passwords_renew(state_dir), True


def passwords_renew(state_dir: Path) -> Passwords:
    """Generate all passwords anew; those of before no longer work."""
    passwords = Passwords(owner_password=secrets.token_urlsafe(12), flower_password=secrets.token_urlsafe(12))
    owner: User = owner_ensure(password=passwords.owner_password)[0]
    owner.set_password(passwords.owner_password)
    owner.save(update_fields=["password"])
    _write_private(state_dir / FILE_NAME, passwords.model_dump_json(indent=1))
    return passwords


def _write_private(path: Path, text: str) -> None:
    """Write in one step, never readable for others, not even for a moment."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
