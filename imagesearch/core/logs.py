"""One log line per event: time, level, logger, the constant event, and its fields as key=value."""

import logging
from typing import Final

STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "data"}
"""What every record has; anything else was given as `extra` and is a field."""


class FieldsFormatter(logging.Formatter):
    """Plain text with the fields behind the event."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the base class's name
        fields = " ".join(f"{name}={value!r}" for name, value in vars(record).items() if name not in STANDARD)
        line = super().formatMessage(record)
        return f"{line} {fields}" if fields else line
