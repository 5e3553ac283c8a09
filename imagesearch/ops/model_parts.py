"""Whether the models are there, without loading one: what serves, and what would serve better."""

from collections.abc import Iterator

from imagesearch import env
from imagesearch.core.errors import ImageSearchError
from imagesearch.embedding.cards import DEFAULT_CARD, words_folder
from imagesearch.embedding.choosing import model_chosen
from imagesearch.ops.parts import Part, part_degraded, part_missing, part_ok


def model_parts() -> Iterator[Part]:
    """The model of pixels and that of words."""
    yield pixels_part()
    yield words_part()


def pixels_part() -> Part:
    """The model that sees pictures."""
    try:
        choice = model_chosen()
    except ImageSearchError as error:
        return part_missing(
            "model", error.sentence, f"put the weights into {env.MODELS_DIR}, or IMAGESEARCH_MODEL=auto"
        )
    if choice.notice:
        mend = f"put {DEFAULT_CARD.name}.safetensors into {env.MODELS_DIR}"
        return part_degraded("model", choice.notice, mend)
    return part_ok("model", f"{choice.card.name}, {choice.card.dim} dimensions, licence {choice.card.licence}")


def words_part() -> Part:
    """The model that reads words."""
    try:
        folder = words_folder(env.WORDS_MODEL)
    except ImageSearchError as error:
        return part_missing("words model", error.sentence, "make setup")
    return part_ok("words model", f"{env.WORDS_MODEL}, {folder}")
