"""Every variable is documented, every documented variable is read, and a misspelt one is an error."""

import re
import subprocess
import sys

import pytest

from imagesearch import env
from tests.architecture.source import ROOT

LINE = re.compile(r"^# ?(?P<name>IMAGESEARCH_[A-Z_]+)=(?P<default>.*)$")
EXAMPLE = ROOT / ".env.example"


def documented() -> dict[str, str]:
    lines = EXAMPLE.read_text().splitlines()
    return {found["name"]: found["default"] for line in lines if (found := LINE.match(line))}


def test_env_example_lists_every_variable_that_is_read():
    assert set(documented()) == {variable.name for variable in env.VARIABLES.values()}


def test_env_example_gives_every_default():
    relative = {"IMAGESEARCH_STATE_DIR": "var", "IMAGESEARCH_MODELS_DIR": "var/models"}
    defaults = {v.name: relative.get(v.name, v.default) for v in env.VARIABLES.values()}
    assert documented() == defaults


def test_env_example_says_what_every_variable_means():
    text = EXAMPLE.read_text()
    assert not [v.name for v in env.VARIABLES.values() if v.meaning not in text]


def test_env_variable_misspelt_is_noticed(monkeypatch):
    monkeypatch.setenv("IMAGESEARCH_CRAWL_PAGES_MXA", "3")
    assert env.unknown_names() == ["IMAGESEARCH_CRAWL_PAGES_MXA"]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CRAWL_NICE", "20", "IMAGESEARCH_CRAWL_NICE must be from 0 to 19, not 20"),
        ("EMBED_NICE", "-1", "IMAGESEARCH_EMBED_NICE must be from 0 to 19, not -1"),
        ("CRAWLS_AT_ONCE", "many", "IMAGESEARCH_CRAWLS_AT_ONCE must be a whole number, not 'many'"),
        ("PUBLIC_URL", "images.example", "IMAGESEARCH_PUBLIC_URL must begin with http:// or https:// and a name"),
        ("CACHES", "perhaps", "IMAGESEARCH_CACHES must be true or false, not 'perhaps'"),
    ],
)
def test_env_value_that_cannot_be_is_refused(name: str, value: str, sentence: str) -> None:
    told = env.child_environment(**{f"IMAGESEARCH_{name}": value})
    done = subprocess.run(
        [sys.executable, "-c", "import imagesearch.env"],
        env=told,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert sentence in done.stderr
