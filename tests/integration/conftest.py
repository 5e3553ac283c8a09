"""What tests of the crawl process share."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from imagesearch.accounts.models import User
from tests.crawl_process import RowsBorrowed


@pytest.fixture(scope="session")
def rows_borrowed(django_db_setup: None, django_db_blocker: Any) -> RowsBorrowed:
    """The database for what several tests share; empty again when they come to look at what was read from it."""

    @contextmanager
    def borrowed() -> Iterator[None]:
        with django_db_blocker.unblock():
            try:
                yield
            finally:
                User.objects.all().delete()

    return borrowed
