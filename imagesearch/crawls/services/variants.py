"""Pictures that another one stands for: when that one cannot be had, the next best of them is fetched."""

from collections.abc import Iterable, Mapping
from typing import Final

from imagesearch.crawls.models import Image
from imagesearch.crawls.states import ImageStatus

VARIANT: Final = "variant"
"""The reason code."""

HEIRS_MAX: Final = 8
"""Variants that take over one after another: where so many cannot be had, a thousand cannot."""
SAME_FATE: Final = ("too_small", "blank", "spacer", "tracking_pixel", VARIANT)
"""Reasons that lie in what the picture shows: another size or format of it would end alike."""


def variants_link(pairs: Mapping[int, tuple[int, int]]) -> None:
    """Note which picture stands for which, for pictures that were left out as variants just now.

    Args:
        pairs: by the variant's id, the id of the picture that stands for it, and the variant's rank.
    """
    standing = {of for of, _ in pairs.values()}
    if not standing:
        return
    # Locked, so that none of them fails unseen between this and our commit.
    list(Image.objects.filter(id__in=standing).select_for_update().values_list("id"))
    waiting = list(Image.objects.filter(id__in=pairs, reason=VARIANT, variant_of=None))
    for image in waiting:
        image.variant_of_id, image.variant_rank = pairs[image.id]
    Image.objects.bulk_update(waiting, ["variant_of", "variant_rank"])
    variants_promote(standing)


def variants_promote(image_ids: Iterable[int]) -> None:
    """For every one of these pictures that ended without being fetched: its best variant takes its place."""
    ids = list(image_ids)
    if not ids:
        return
    ended = Image.objects.filter(id__in=ids, status__in=[ImageStatus.FAILED, ImageStatus.SKIPPED])
    lost = ended.exclude(reason__in=SAME_FATE)
    waiting = Image.objects.filter(
        variant_of__in=lost, status=ImageStatus.SKIPPED, reason=VARIANT, variant_rank__lte=HEIRS_MAX
    )
    heirs: dict[int, int] = {}
    for standing, id_ in waiting.order_by("variant_rank", "id").values_list("variant_of_id", "id"):
        heirs.setdefault(standing, id_)
    for standing, heir in heirs.items():
        Image.objects.filter(pk=heir).update(status=ImageStatus.FOUND, reason="", variant_of=None)
        Image.objects.filter(variant_of=standing, reason=VARIANT).exclude(pk=heir).update(variant_of=heir)
