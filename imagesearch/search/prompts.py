"""Everyday prompts that have nothing to do with any query: what the scores of a collection are measured against."""

from typing import Final

BACKGROUND: Final = (
    "a dog", "a cat", "a bird in a tree", "a horse", "a car on a road", "a bicycle", "a train", "an airplane", "a boat on water",
    "a house", "a city street", "a bridge", "a mountain", "a forest", "a beach", "a river", "a field of flowers", "the night sky",
    "a person smiling", "a group of people", "a child playing", "hands holding something", "a plate of food", "a cup of coffee",
    "a cake", "fruit", "a bottle", "a chair and a table", "a lamp", "a bed", "a kitchen", "an office", "a computer screen",
    "a phone", "a book", "a newspaper", "a map", "a diagram", "a chart with numbers", "a screenshot of a program", "a logo",
    "an icon", "text on a white background", "a drawing", "an abstract pattern", "shoes", "a shirt", "a watch", "a guitar",
    "a ball", "a building at night", "snow", "a statue", "a machine", "tools", "a red sign", "a blue background", "a green leaf",
)  # fmt: skip
PIXELS_TEMPLATE: Final = "a photo of {}"
"""What the captions that such models learnt from look like."""
