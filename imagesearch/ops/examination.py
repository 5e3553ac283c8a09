"""Everything that `doctor` looks at, in the order in which a person would mend it."""

from collections.abc import Iterator

from imagesearch.ops.health import health_parts
from imagesearch.ops.installation import browser_part, crawler_name_part, flower_part, installation_parts, vectors_part
from imagesearch.ops.model_parts import model_parts
from imagesearch.ops.parts import Part


def parts_examined() -> Iterator[Part]:
    """One part after another, so that each can be shown as soon as it is known."""
    yield from installation_parts()
    yield from health_parts()
    yield vectors_part()
    yield from model_parts()
    yield flower_part()
    yield browser_part()
    yield crawler_name_part()
