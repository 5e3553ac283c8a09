"""Prints the variables that docker-compose.yml needs, the secrets made at random: `python3 deploy/new_env.py >> .env`.

What .env says already is left out, so that a second run changes no password.
"""

import secrets
import sys
from pathlib import Path

SECRETS = ("IMAGESEARCH_SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_API_KEY", "FLOWER_PASSWORD")


def main() -> None:
    """Print what is missing."""
    present = Path(__file__).resolve().parent.parent / ".env"
    lines = present.read_text().splitlines() if present.exists() else []
    given = {line.partition("=")[0].strip() for line in lines}
    wanted = {"COMPOSE_PROFILES": "cpu", **{name: secrets.token_hex(32) for name in SECRETS}}
    sys.stdout.writelines(f"{name}={value}\n" for name, value in wanted.items() if name not in given)


if __name__ == "__main__":
    main()
