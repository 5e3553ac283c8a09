"""What the store finds against an exact scan of the same vectors: whether the index loses anything."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from imagesearch.core.ids import point_id
from imagesearch.search.calibration import Vectors
from imagesearch.vectors.base import Point
from imagesearch.vectors.edge import EdgeVectorStore
from imagesearch.vectors.layout import IMAGE, collection_spec
from tests.eval.clip_photos import FOLDER
from tests.eval.metrics import CUT
from tests.eval.tables import Table

COLLECTION: Final = "indexed"
QUERIES: Final = 200
GENERATED: Final = 10_000
CLUSTERS: Final = 400
"""Real pictures come in kinds; points that are all equally far apart would be too hard and too easy at once."""
BATCH: Final = 1000


def index_measure() -> Table:
    """Recall of the first ten for real vectors, and for ten thousand generated ones."""
    texts, photos = (np.load(FOLDER / name).astype(np.float32) for name in ("texts.npy", "images.npy"))
    drawn, asked = _generated()
    rows = [
        ["photos, texts as queries", len(photos), _recall(photos, texts[:: max(len(texts) // QUERIES, 1)])],
        ["photos, photos as queries", len(photos), _recall(photos, photos[:: max(len(photos) // QUERIES, 1)])],
        ["generated in clusters", len(drawn), _recall(drawn, asked)],
    ]
    return Table("recall@10 of the embedded index against an exact scan", ("vectors", "points", "recall@10"), rows)


def _generated() -> tuple[Vectors, Vectors]:
    rng = np.random.default_rng(12)
    centres = rng.normal(size=(CLUSTERS, 512))
    points = centres[rng.integers(CLUSTERS, size=GENERATED)] + rng.normal(size=(GENERATED, 512))
    queries = centres[rng.integers(CLUSTERS, size=QUERIES)] + rng.normal(size=(QUERIES, 512))
    return _unit(points), _unit(queries)


def _unit(vectors: np.ndarray) -> Vectors:
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def _recall(vectors: Vectors, queries: Vectors) -> float:
    names = {point_id(COLLECTION, str(row)): row for row in range(len(vectors))}
    points = [Point(name, {IMAGE: vectors[row]}) for name, row in names.items()]
    with TemporaryDirectory(prefix="indexed-") as folder:
        store = EdgeVectorStore(Path(folder), open_max=1)
        store.create(COLLECTION, collection_spec(image_dim=vectors.shape[1], text_dim=4))
        for start in range(0, len(points), BATCH):
            store.upsert(COLLECTION, points[start : start + BATCH])
        shares = []
        for query in queries:
            hits = store.search(COLLECTION, IMAGE, query, limit=CUT, has_payload=False)
            exact = set(np.argsort(-(vectors @ query), kind="stable")[:CUT].tolist())
            shares.append(len(exact & {names[hit.id] for hit in hits}) / CUT)
        store.close()
    return float(np.mean(shares))
