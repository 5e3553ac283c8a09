"""What the collection of a crawl holds: the names of its vectors and the indexed fields of its points."""

from typing import Final

from imagesearch.vectors.base import CollectionSpec, FieldKind

IMAGE: Final = "image"
"""Pixels, from the model card's image tower."""
TEXT: Final = "text"
"""The meaning of the words of a picture."""
WORDS: Final = "words"
"""The words themselves, sparse."""

FIELDS: Final = {
    "sha256": FieldKind.KEYWORD,
    "format": FieldKind.KEYWORD,
    "width": FieldKind.INTEGER,
    "height": FieldKind.INTEGER,
    "side": FieldKind.INTEGER,
    "pixels": FieldKind.INTEGER,
    "size": FieldKind.KEYWORD,
    "aspect": FieldKind.KEYWORD,
    "color": FieldKind.KEYWORD,
    "role": FieldKind.KEYWORD,
    "host": FieldKind.KEYWORD,
    "page": FieldKind.KEYWORD,
    "has_alt": FieldKind.INTEGER,
}


def collection_spec(*, image_dim: int, text_dim: int) -> CollectionSpec:
    """The spec of a crawl's collection under a model card and a words model."""
    return CollectionSpec(dims={IMAGE: image_dim, TEXT: text_dim}, sparse=(WORDS,), fields=FIELDS)
