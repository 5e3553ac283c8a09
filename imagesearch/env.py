"""The one place where the environment is read: every variable with its type, default, unit and meaning."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import environ

PREFIX: Final = "IMAGESEARCH_"
ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder of the checkout."""

ALIASES: Final = {
    "DATABASE_URL": "DATABASE_URL",
    "REDIS_URL": "REDIS_URL",
    "QDRANT_URL": "QDRANT_URL",
    "CRAWL_ALLOWED_HOSTS": "CRAWL_ALLOWED_HOSTS",
}
"""Settings that also answer to the unprefixed name that hosting platforms use; the prefixed name wins."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable that an operator may set, as `.env.example` lists it."""

    name: str
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {}
"""Filled by the readers below in the order of this file; `.env.example` is tested against it."""

_read = environ.Env()


def _declare(name: str, default: str, meaning: str) -> str:
    VARIABLES[name] = Variable(PREFIX + name, default, meaning)
    alias = ALIASES.get(name, "")
    fallback = os.environ.get(alias, default) if alias else default
    return os.environ.get(PREFIX + name, "") or fallback


def _text(name: str, default: str, meaning: str) -> str:
    return _declare(name, default, meaning)


def _number(name: str, default: float, meaning: str) -> float:
    value = _declare(name, f"{default:g}", meaning)
    try:
        return float(value)
    except ValueError:
        raise environ.ImproperlyConfigured(f"{PREFIX}{name} must be a number, not {value!r}") from None


def _count(name: str, default: int, meaning: str) -> int:
    value = _declare(name, str(default), meaning)
    try:
        return int(value)
    except ValueError:
        raise environ.ImproperlyConfigured(f"{PREFIX}{name} must be a whole number, not {value!r}") from None


def _niceness(name: str, default: int, meaning: str) -> int:
    value = _count(name, default, meaning)
    if not 0 <= value <= 19:  # less than 0 is for root alone
        raise environ.ImproperlyConfigured(f"{PREFIX}{name} must be from 0 to 19, not {value}")
    return value


def _switch(name: str, default: bool, meaning: str) -> bool:
    value = _declare(name, "true" if default else "false", meaning)
    if value.lower() not in {*_read.BOOLEAN_TRUE_STRINGS, "false", "no", "n", "off", "0"}:
        raise environ.ImproperlyConfigured(f"{PREFIX}{name} must be true or false, not {value!r}")
    return value.lower() in _read.BOOLEAN_TRUE_STRINGS


def _one_of(name: str, choices: tuple[str, ...], default: str, meaning: str) -> str:
    value = _declare(name, default, meaning)
    if value not in choices:
        raise environ.ImproperlyConfigured(f"{PREFIX}{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def _web_address(name: str, meaning: str) -> str:
    value = _declare(name, "", meaning)
    if value and not re.match(r"https?://[^/\s]+", value):
        raise environ.ImproperlyConfigured(
            f"{PREFIX}{name} must begin with http:// or https:// and a name, not {value!r}"
        )
    return value


def _names(name: str, default: str, meaning: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _declare(name, default, meaning).split(",") if part.strip())


if (ROOT / ".env").is_file():
    environ.Env.read_env(ROOT / ".env")

# Where and how it runs.
MODE = _text(
    "MODE", "embedded", "embedded: one machine, services started by `manage.py up`; production: services by URL"
)
STATE_DIR = Path(
    _text("STATE_DIR", str(ROOT / "var"), "folder of all state: database, pictures, indexes, logs")
).resolve()
DEBUG = _switch("DEBUG", False, "Django's debug pages; never on a machine that others reach")
SECRET_KEY = _text(
    "SECRET_KEY", "", "signing key; generated into the state folder in embedded mode, needed in production"
)
ALLOWED_HOSTS = _names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]", "host names the web process answers to")
PUBLIC_URL = _web_address(
    "PUBLIC_URL", "address under which others reach the web app, https://… ; empty: loopback only"
)
PROXIES = _count(
    "PROXIES", 1, "proxies between others and the web process that write X-Forwarded-For, where PUBLIC_URL is https://…"
)
LOG_LEVEL = _text("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")
WEB_PORT = _count("WEB_PORT", 8000, "first TCP port tried for the web app")
FLOWER_PORT = _count("FLOWER_PORT", 5555, "first TCP port tried for Flower, always on loopback")

# Services.
DATABASE_URL = _text("DATABASE_URL", "", "postgres://user:password@host:port/name; empty: SQLite in the state folder")
REDIS_URL = _text("REDIS_URL", "", "redis://host:port/db; empty: the Redis that `manage.py up` starts")
QDRANT_URL = _text("QDRANT_URL", "", "http://host:6333; empty: the engine inside the search worker")
QDRANT_API_KEY = _text("QDRANT_API_KEY", "", "key of the Qdrant server")

# Crawling.
CRAWL_ALLOWED_HOSTS = _names(
    "CRAWL_ALLOWED_HOSTS", "", "host:port pairs that may be crawled although they are not public"
)
CRAWL_PAGES_MAX = _count("CRAWL_PAGES_MAX", 500, "pages per crawl unless the crawl names its own limit")
CRAWL_DEPTH_MAX = _count("CRAWL_DEPTH_MAX", 20, "links between the start page and the last page followed")
CRAWL_TIMEOUT_SECONDS = _count("CRAWL_TIMEOUT_SECONDS", 6 * 3600, "longest time one crawl may fetch")
CRAWL_DELAY_SECONDS = _number(
    "CRAWL_DELAY_SECONDS", 0.25, "pause between two requests to one host, all crawls together"
)
CRAWL_LOOPBACK_DELAY_SECONDS = _number(
    "CRAWL_LOOPBACK_DELAY_SECONDS", 0, "the same for an allowed host on this machine; 0: as fast as it answers"
)
CRAWL_CONCURRENCY_PER_HOST = _count(
    "CRAWL_CONCURRENCY_PER_HOST", 4, "requests to one host at the same time, all crawls together"
)
CRAWL_PROCESSES = _count("CRAWL_PROCESSES", 1, "processes that share one crawl unless the crawl names their number")
CRAWL_BARREN_PAGES_MAX = _count(
    "CRAWL_BARREN_PAGES_MAX",
    150,
    "pages of one shape of address (numbers apart) in a row that bring nothing new, before the rest is left out; 0: never",
)
CRAWL_LIST_MAX_BYTES = _count("CRAWL_LIST_MAX_BYTES", 50_000_000, "largest file with a list of addresses")
CRAWL_LIST_ROWS_MAX = _count("CRAWL_LIST_ROWS_MAX", 200_000, "rows taken from one list; the others are refused")
CRAWL_USER_AGENT = _text(
    "CRAWL_USER_AGENT", "imagesearch-crawler/1.0 (+https://example.org/imagesearch-bot)", "how the crawler names itself"
)
CRAWL_OBEY = _one_of(
    "CRAWL_OBEY",
    ("all", "indexing", "nothing"),
    "all",
    "robots tags that crawls obey unless they say otherwise: all; indexing (all but noai); nothing; robots.txt always holds",
)
CRAWL_LEASE_SECONDS = _count("CRAWL_LEASE_SECONDS", 30, "a crawl without a heartbeat for this long is taken over")
CRAWLS_AT_ONCE = _count("CRAWLS_AT_ONCE", 8, "crawls one crawl worker runs at the same time")
CRAWL_NICE = _niceness(
    "CRAWL_NICE", 10, "how far crawls stand back behind searches and all else on the machine, 0 to 19"
)
CACHES = _switch("CACHES", True, "answers, readings and vectors of queries are kept for a while in Redis")
HTTP_CACHE_MAX_BYTES = _count(
    "HTTP_CACHE_MAX_BYTES", 2_000_000_000, "size of the answers of web servers kept between crawls; 0 keeps none"
)
FETCH_TIMEOUT_SECONDS = _number("FETCH_TIMEOUT_SECONDS", 20, "longest time one page or picture may take")
PAGE_MAX_BYTES = _count("PAGE_MAX_BYTES", 10_000_000, "largest page body read")
IMAGE_MAX_BYTES = _count("IMAGE_MAX_BYTES", 20_000_000, "largest picture body read")
IMAGE_MAX_PIXELS = _count("IMAGE_MAX_PIXELS", 40_000_000, "largest picture decoded, width x height")
IMAGE_MIN_SIDE_PX = _count("IMAGE_MIN_SIDE_PX", 32, "pictures with a shorter side are not indexed")
RENDER_TABS = _count("RENDER_TABS", 6, "pages that one crawl's browser reads at the same time")
RENDER_PAGES_MAX = _count(
    "RENDER_PAGES_MAX", 500, "pages of one crawl read with a browser when it decides by itself which need one"
)
RENDER_TIMEOUT_SECONDS = _number("RENDER_TIMEOUT_SECONDS", 30, "longest time a browser may take for one page")
RENDER_MEMORY_MAX_BYTES = _count(
    "RENDER_MEMORY_MAX_BYTES", 2_000_000_000, "a browser that takes more memory is replaced"
)
KEEP_ORIGINALS = _switch("KEEP_ORIGINALS", True, "keep the picture files as they came; thumbnails are always kept")
THUMBNAIL_SIDE_PX = _count("THUMBNAIL_SIDE_PX", 256, "short side of the stored thumbnail; at least the model's input")

# Embedding.
MODEL = _text("MODEL", "auto", "auto, ViT-B-32, ViT-B-32-SigLIP2-256, demo, another card, or local-dir:PATH")
MODELS_DIR = Path(
    _text("MODELS_DIR", str(STATE_DIR / "models"), "folder of model weights: NAME.safetensors or NAME.pt")
).resolve()
WORDS_MODEL = _text("WORDS_MODEL", "minilm", "minilm, or a folder with a sentence-transformers model")
EMBED_BATCH_IMAGES = _count("EMBED_BATCH_IMAGES", 32, "pictures per embedding task")
EMBED_WINDOW_BATCHES = _count("EMBED_WINDOW_BATCHES", 8, "embedding tasks one crawl may have under way")
EMBED_TORCH_THREADS = _count("EMBED_TORCH_THREADS", 1, "torch threads of one worker on a CPU")
EMBED_NICE = _niceness("EMBED_NICE", 19, "how far embedding stands back, 0 to 19")
EMBED_DEVICE = _text("EMBED_DEVICE", "auto", "auto, cpu or cuda:N")
EMBED_PRECISION = _text("EMBED_PRECISION", "auto", "auto (measured at worker start), fp32 or bf16")
EMBEDDING_TTL_DAYS = _count("EMBEDDING_TTL_DAYS", 30, "an embedding that nothing refers to is dropped after this long")
DISPATCH_TIMEOUT_SECONDS = _count(
    "DISPATCH_TIMEOUT_SECONDS", 60, "a batch without a result for this long is sent again"
)

# Searching.
SEARCH_TIMEOUT_SECONDS = _number("SEARCH_TIMEOUT_SECONDS", 15, "how long a web request waits for the search worker")
SHARDS_OPEN_MAX = _count("SHARDS_OPEN_MAX", 32, "embedded vector shards kept open at the same time")

# What one person may ask for; 0: any number. Searches and crawls are counted only where several people share the installation.
SEARCHES_PER_MINUTE = _count("SEARCHES_PER_MINUTE", 600, "searches of one person in a minute")
CRAWLS_PER_HOUR = _count("CRAWLS_PER_HOUR", 200, "crawls that one person may start in an hour")
CRAWLS_AT_ONCE_PER_PERSON = _count(
    "CRAWLS_AT_ONCE_PER_PERSON", 4, "crawls of one person under way at the same time; the others wait"
)
CHAT_TURNS_PER_MINUTE = _count("CHAT_TURNS_PER_MINUTE", 60, "messages one person may send to the chat in a minute")
LOGIN_TRIES = _count("LOGIN_TRIES", 10, "logins to one account, and wrong API keys, from one address in five minutes")

# Reading queries with a language model.
LLM_BASE_URL = _text(
    "LLM_BASE_URL",
    "",
    "an OpenAI-compatible endpoint, https://…/v1, that reads queries instead of the rules; empty: none",
)
LLM_API_KEY = _text("LLM_API_KEY", "", "key of that endpoint")
LLM_MODEL = _text("LLM_MODEL", "gpt-4o-mini", "model that the endpoint is asked for")
LLM_TIMEOUT_SECONDS = _number("LLM_TIMEOUT_SECONDS", 2, "after this long the rules read the query")


def unknown_names() -> list[str]:
    """Variables with our prefix that nothing reads: a typo is louder than a default."""
    known = {variable.name for variable in VARIABLES.values()}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def child_environment(**extra: str) -> dict[str, str]:
    """The environment of a process that we start: ours, and what every worker of ours needs before torch is imported."""
    quiet = {
        "OMP_WAIT_POLICY": "passive",
        "GOMP_SPINCOUNT": "0",
        # Pictures come and go in pieces of many megabytes: give them back to the system, from few arenas. Thumbnails may
        # stay: with glibc's own 128 kB each is fetched from the system anew, a twentieth of what a picture costs.
        "MALLOC_ARENA_MAX": "2",
        "MALLOC_MMAP_THRESHOLD_": "1000000",
        "MALLOC_TRIM_THRESHOLD_": "4000000",
        # A name server that is silent is given up after two times two seconds instead of five (resolv.conf(5)).
        "RES_OPTIONS": os.environ.get("RES_OPTIONS", "timeout:2 attempts:2"),
        "HF_HUB_OFFLINE": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    return {**os.environ, **quiet, **extra}


def django_settings_use(module: str = "") -> None:
    """Name a settings module to Django; without one ours, unless somebody named another already."""
    if module:
        os.environ["DJANGO_SETTINGS_MODULE"] = module
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imagesearch.settings")
