"""The `embed` queue: fetched pictures become vectors."""

from imagesearch.crawls.services.embedding import images_embed
from imagesearch.jobs.messages import EmbedImages
from tasks.base import job


@job(EmbedImages)
def images(message: EmbedImages) -> None:
    """Embed some pictures of a crawl, pixels and words."""
    images_embed(message.crawl_id, message.image_ids)
