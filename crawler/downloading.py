"""Scrapy's downloader, with a brake: what waits for its turn in it would otherwise still be sent after the stop."""

from scrapy.core.downloader import Downloader, Slot


class HaltingDownloader(Downloader):
    """Sends nothing more once it was halted."""

    is_halted = False

    def halt(self) -> None:
        """From now on no request leaves; those that are on their way come back."""
        self.is_halted = True

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is on its way."""
        return not any(slot.transferring for slot in self.slots.values())

    def _process_queue(self, slot: Slot) -> None:
        if not self.is_halted:
            super()._process_queue(slot)
