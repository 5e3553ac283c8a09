"""The signing key: from the environment, or made once and kept in the state folder."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from imagesearch import env


def secret_key() -> str:
    """The key, the same for every process of this installation.

    Raises:
        ImproperlyConfigured: production mode without a key of its own.
    """
    if env.SECRET_KEY:
        return env.SECRET_KEY
    if env.MODE != "embedded":
        raise ImproperlyConfigured(f"{env.PREFIX}SECRET_KEY must be set in production: a long random text.")
    return _kept(env.STATE_DIR / "secret_key")


def _kept(path: Path) -> str:
    """Read the key, made by whoever came first: the link fails for all others, who then read that one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        candidate = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        candidate.touch(mode=0o600)
        candidate.write_text(secrets.token_urlsafe(50))
        try:
            path.hardlink_to(candidate)
        except FileExistsError:
            pass
        finally:
            candidate.unlink()
    return path.read_text()
