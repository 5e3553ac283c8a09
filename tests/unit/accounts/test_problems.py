"""Addresses of the API that are none."""

import pytest
from django.test import Client

ASK = {"content_type": "application/json"}


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_unknown_address_gives_a_problem_document(client: Client, method: str) -> None:
    response = getattr(client, method)("/api/v1/nonesuch/7/", **ASK)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "not_found"
    assert "/api/v1/nonesuch/7/" in response.json()["detail"]


def test_unknown_address_without_slash_is_not_sent_on(client: Client) -> None:
    assert client.get("/api/v1/nonesuch").status_code == 404


def test_forgotten_slash_keeps_method_and_query(client: Client) -> None:
    response = client.post("/api/v1/crawls?a=1", {"url": "https://example.org/"}, **ASK)
    assert (response.status_code, response["Location"]) == (308, "/api/v1/crawls/?a=1")
