"""A thread with an event loop that holds the language model: requests are bounded in time and share their connections."""

import asyncio
import threading
import time
from concurrent.futures import TimeoutError as FutureTimeoutError
from functools import cached_property
from typing import Any, Final

from django.utils.module_loading import import_string

from imagesearch.search.reading.failure import ReadingFailed
from imagesearch.search.reading.structure import QueryForm

LANGUAGE_MODEL: Final = "imagesearch.search.reading.language_model.LanguageModel"
"""Named, not imported: the library costs a second and tens of megabytes, and most installations have no model."""
PAUSE_SECONDS: Final = 30.0
"""A model that is away is not asked again for so long: else every search would wait for it."""


class Asker:
    """Reads queries with the model; threads may share it."""

    def __init__(self, *, timeout_seconds: float, **settings: Any) -> None:
        self._timeout_seconds = timeout_seconds
        self._settings = settings
        self._paused_until = 0.0
        self._starting = threading.Lock()

    def form(self, text: str) -> QueryForm:
        """The query as the model reads it, within the time allowed, whatever the endpoint does.

        Raises:
            ReadingFailed: no usable answer.
        """
        if time.monotonic() < self._paused_until:
            raise ReadingFailed("paused")
        try:
            return self._form(text)
        except ReadingFailed as error:
            if error.is_away:
                self._paused_until = time.monotonic() + PAUSE_SECONDS
            raise

    def _form(self, text: str) -> QueryForm:
        with self._starting:
            loop = self._loop
        future = asyncio.run_coroutine_threadsafe(self._read(text), loop)
        try:
            return future.result(self._timeout_seconds)
        except FutureTimeoutError:
            future.cancel()
            # The first query also loads the library: that says nothing about the model.
            raise ReadingFailed("timeout", is_away="_model" in vars(self)) from None

    async def _read(self, text: str) -> QueryForm:
        form: QueryForm = await self._model.form(text)
        return form

    @cached_property
    def _loop(self) -> asyncio.AbstractEventLoop:
        loop = asyncio.new_event_loop()
        threading.Thread(target=loop.run_forever, name="language-model", daemon=True).start()
        return loop

    @cached_property
    def _model(self) -> Any:
        return import_string(LANGUAGE_MODEL)(timeout_seconds=self._timeout_seconds, **self._settings)
