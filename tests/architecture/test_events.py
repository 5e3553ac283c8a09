"""Every event has a handler in the consumer, by name."""

from typing import get_args

import pytest

from imagesearch.events.models import CrawlEvent, Event
from imagesearch.live.consumers import CrawlConsumer

EVENTS = get_args(CrawlEvent)


def test_events_are_all_in_the_union():
    assert set(EVENTS) == set(Event.__subclasses__())


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_has_a_consumer_method(event: type[Event]):
    name = event.model_fields["type"].default
    assert callable(getattr(CrawlConsumer, name.replace(".", "_")))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.__name__)
def test_event_refuses_unknown_fields(event: type[Event]):
    assert event.model_config["extra"] == "forbid"
