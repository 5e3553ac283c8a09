"""A question about what the pages say, from the asker's side."""

from collections.abc import Sequence
from typing import Any

from imagesearch import env
from imagesearch.accounts.models import User
from imagesearch.crawls.selectors.crawls import crawls_searched
from imagesearch.jobs.messages import SearchPassages
from imagesearch.jobs.sending import ask
from imagesearch.search.results import PassagesReply


def passages_ask(user: User, crawl_ids: Sequence[str], question: str) -> list[dict[str, Any]]:
    """The sentences of the pages that answer a question, best first, as they stand there; none where nothing fits.

    Raises:
        NotFound: a crawl is not there, or somebody else's.
        Unavailable: Redis or the search worker does not answer.
    """
    crawls = crawls_searched(user, crawl_ids)
    message = SearchPassages(crawl_ids=tuple(crawl.id for crawl in crawls), question=question)
    reply = PassagesReply.model_validate(ask(message, timeout_seconds=env.SEARCH_TIMEOUT_SECONDS))
    return [passage.model_dump(mode="json") for passage in reply.passages]
