"""The few embedded shards that are open at a time: each is a folder, some megabytes and some threads."""

import hashlib
import json
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Final

import qdrant_edge as edge

from imagesearch.vectors.base import CollectionMissing, CollectionSpec, FieldKind, VectorsRejected, VectorsUnavailable
from imagesearch.vectors.templates import folder_copy

SPEC_FILE: Final = "spec.json"
"""Written last: a folder without it is the rest of a creation that was interrupted."""
TEMPLATE_PREFIX: Final = ".empty-"
"""No collection's name begins with a dot."""
SCHEMAS: Final = {
    FieldKind.KEYWORD: edge.PayloadSchemaType.Keyword,
    FieldKind.INTEGER: edge.PayloadSchemaType.Integer,
}


@contextmanager
def errors_translated() -> Iterator[None]:
    """The engine raises bare exceptions: tell by the words what is at fault."""
    try:
        yield
    except ValueError as error:
        raise VectorsRejected(f"The vector store refuses this: {error}.") from error
    except Exception as error:
        text = str(error)
        if "dimension error" in text or "Not existing vector name" in text:
            raise VectorsRejected(f"The vector store refuses this: {text}.") from error
        if type(error) is not Exception:
            raise
        raise VectorsUnavailable(f"The vector store cannot do this now: {text}.") from error


@dataclass(slots=True)
class OpenShard:
    """An open shard and how many threads are using it."""

    shard: edge.EdgeShard
    users: int = 0


class ShardPool:
    """Opens shards on demand and closes the ones unused for longest; one process owns the folder."""

    def __init__(self, root: Path, *, open_max: int) -> None:
        self.root = root
        self.open_max = open_max
        self._open: OrderedDict[str, OpenShard] = OrderedDict()
        self._lock = RLock()
        self._folder_locks: dict[str, Lock] = {}

    def create(self, name: str, spec: CollectionSpec) -> bool:
        """Make sure that the shard is there with this spec; True if it was made just now."""
        wanted = json.dumps(asdict(spec), sort_keys=True)
        with self._folder(name) as folder:
            if _spec_read(folder) == wanted:
                return False
            self._close(name, is_kept=False)
            shutil.rmtree(folder, ignore_errors=True)
            folder_copy(self._template(spec, wanted), folder)
            (folder / SPEC_FILE).write_text(wanted)
        return True

    @contextmanager
    def use(self, name: str) -> Iterator[edge.EdgeShard]:
        """The shard, kept open while in use; failures of the engine come out translated."""
        opened = self._enter(name)
        try:
            with errors_translated():
                yield opened.shard
        finally:
            with self._lock:
                opened.users -= 1
            self._trim()

    def drop(self, name: str) -> None:
        """Close the shard and remove its folder."""
        with self._folder(name) as folder:
            self._close(name, is_kept=False)
            shutil.rmtree(folder, ignore_errors=True)

    def names(self) -> list[str]:
        """All shards that are complete."""
        found = (path.parent.name for path in self.root.glob(f"*/{SPEC_FILE}"))
        return sorted(name for name in found if not name.startswith(TEMPLATE_PREFIX))

    def close(self) -> None:
        """Flush and close every open shard."""
        with self._lock:
            for name in list(self._open):
                self._close(name)

    def _enter(self, name: str) -> OpenShard:
        with self._folder(name) as folder:
            opened = self._use_open(name)
            if opened is None:
                opened = OpenShard(_shard_load(folder), users=1)
                with self._lock:
                    self._open[name] = opened
        return opened

    def _use_open(self, name: str) -> OpenShard | None:
        with self._lock:
            opened = self._open.get(name)
            if opened is not None:
                opened.users += 1
                self._open.move_to_end(name)
            return opened

    def _trim(self) -> None:
        with self._lock:
            idle = [name for name, opened in self._open.items() if not opened.users]
            for name in idle[: max(0, len(self._open) - self.open_max)]:
                self._close(name)

    def _close(self, name: str, *, is_kept: bool = True) -> None:
        with self._lock:
            opened = self._open.pop(name, None)
        if opened is not None:
            with errors_translated():
                if is_kept:  # what is about to be removed need not be brought to the disk
                    opened.shard.flush()
                opened.shard.close()

    def _template(self, spec: CollectionSpec, wanted: str) -> Path:
        """An empty shard of this spec, to be copied: making one takes seconds on a busy disk, a dozen indexes one by one."""
        name = f"{TEMPLATE_PREFIX}{hashlib.sha256(wanted.encode()).hexdigest()[:16]}"
        with self._lock:
            if not (self.root / name / SPEC_FILE).exists():
                shutil.rmtree(self.root / name, ignore_errors=True)
                (self.root / name).mkdir(parents=True)
                with errors_translated():
                    _shard_make(self.root / name, spec)
                (self.root / name / SPEC_FILE).write_text(wanted)
        return self.root / name

    @contextmanager
    def _folder(self, name: str) -> Iterator[Path]:
        """The shard's folder, held against another thread that opens, makes or drops the same one."""
        if not name or name.startswith(".") or "/" in name or "\\" in name:
            raise VectorsRejected(f"{name!r} cannot name a collection.")
        with self._lock:
            lock = self._folder_locks.setdefault(name, Lock())
        with lock:
            yield self.root / name


def _spec_read(folder: Path) -> str | None:
    try:
        return (folder / SPEC_FILE).read_text()
    except FileNotFoundError:
        return None


def _shard_make(folder: Path, spec: CollectionSpec) -> None:
    vectors = {
        name: edge.EdgeVectorParams(size=dim, distance=edge.Distance.Dot, datatype=edge.VectorStorageDatatype.Float16)
        for name, dim in spec.dims.items()
    }
    sparse: dict[str, Any] = {name: edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf) for name in spec.sparse}
    shard = edge.EdgeShard.create(str(folder), edge.EdgeConfig(vectors=vectors, sparse_vectors=sparse))
    for field, kind in spec.fields.items():
        shard.update(edge.UpdateOperation.create_field_index(field, SCHEMAS[kind]))
    shard.flush()
    shard.close()


def _shard_load(folder: Path) -> edge.EdgeShard:
    if not (folder / SPEC_FILE).exists():
        raise CollectionMissing(f"There is no collection {folder.name}.")
    with errors_translated():
        return edge.EdgeShard.load(str(folder))
