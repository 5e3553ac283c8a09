"""The `upkeep` queue: what beat sends to keep the house in order."""

from imagesearch.crawls.services.upkeep import crawls_reap, leftovers_expire
from imagesearch.jobs.messages import UpkeepExpire, UpkeepReap
from tasks.base import NEVER, job


@job(UpkeepReap, retry=NEVER)
def reap(_: UpkeepReap) -> None:
    """Send again what got stuck."""
    crawls_reap()


@job(UpkeepExpire, retry=NEVER)
def expire(_: UpkeepExpire) -> None:
    """Drop what nothing has used for long."""
    leftovers_expire()
