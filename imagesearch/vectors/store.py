"""Which vector store this installation uses."""

from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from imagesearch import env
from imagesearch.vectors.base import VectorStore

SERVER_FACTORY: Final = "imagesearch.vectors.server.server_store"
EDGE_ADAPTER: Final = "imagesearch.vectors.edge.EdgeVectorStore"


@cache
def vector_store() -> VectorStore:
    """The store of this process: a server if `QDRANT_URL` names one, else the embedded engine.

    The adapters are named, not imported: each library costs a second and tens of megabytes.
    """
    if settings.QDRANT_URL:
        store: VectorStore = import_string(SERVER_FACTORY)(settings.QDRANT_URL, settings.QDRANT_API_KEY)
        return store
    embedded: VectorStore = import_string(EDGE_ADAPTER)(Path(settings.VECTORS_DIR), open_max=env.SHARDS_OPEN_MAX)
    return embedded
