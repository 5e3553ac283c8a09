"""How often one may ask: counted exactly, for each one apart, and not at all where nobody else is kept waiting."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from redis import Redis
from rest_framework.test import APIClient

from imagesearch import env
from imagesearch.accounts.askers import address_of
from imagesearch.accounts.limits import CHAT, SEARCHES, limit_check, limit_count, limit_forget, person_count
from imagesearch.accounts.models import ApiKey
from imagesearch.core.errors import TooMany
from tests.factories import crawl_make, user_make

PASSWORD = "correct horse battery staple"


@pytest.fixture
def shared(settings):
    """Several people use the installation."""
    settings.IS_LOCAL_OWNER_TRUSTED = False


@pytest.fixture
def counting_redis(redis_url, settings):
    """Where everything is counted, empty."""
    settings.REDIS_URL = redis_url
    with Redis.from_url(redis_url) as client:
        client.flushall()
        yield client


def is_let_through(*whose: str) -> bool:
    try:
        limit_count(CHAT, *whose)
    except TooMany:
        return False
    return True


def test_many_at_once_are_counted_one_by_one(counting_redis, monkeypatch):
    monkeypatch.setattr(env, "CHAT_TURNS_PER_MINUTE", 20)
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: is_let_through("ada"), range(200)))
    assert sum(answers) == 20
    assert is_let_through("bob")
    assert counting_redis.keys("*chat*")


def test_without_redis_each_process_counts_for_itself(settings, monkeypatch):
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    monkeypatch.setattr(env, "CHAT_TURNS_PER_MINUTE", 3)
    assert [is_let_through("ada") for _ in range(5)] == [True, True, True, False, False]


def test_refusal_says_how_long_to_wait_and_looking_counts_nothing(monkeypatch):
    monkeypatch.setattr(env, "CHAT_TURNS_PER_MINUTE", 1)
    for _ in range(3):
        limit_check(CHAT, "ada")
    limit_count(CHAT, "ada")
    with pytest.raises(
        TooMany, match=r"Too many messages: 1 are let through in 1 min\. Try again in \d+ s\."
    ) as caught:
        limit_check(CHAT, "ada")
    assert 1 <= caught.value.retry_after_seconds <= 60
    limit_forget(CHAT, "ada")
    limit_count(CHAT, "ada")


def test_zero_is_any_number(monkeypatch):
    monkeypatch.setattr(env, "CHAT_TURNS_PER_MINUTE", 0)
    assert all(is_let_through("ada") for _ in range(100))


@pytest.mark.django_db
def test_searches_are_counted_only_among_several_people(monkeypatch, settings):
    monkeypatch.setattr(env, "SEARCHES_PER_MINUTE", 2)
    user = user_make()
    for _ in range(10):
        person_count(SEARCHES, user)
    settings.IS_LOCAL_OWNER_TRUSTED = False
    for _ in range(2):
        person_count(SEARCHES, user)
    with pytest.raises(TooMany):
        person_count(SEARCHES, user)
    person_count(SEARCHES, user_make("bob"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "url", "body"),
    [
        ("SEARCHES_PER_MINUTE", "/api/v1/search/", {"text": "dog"}),
        ("CRAWLS_PER_HOUR", "/api/v1/crawls/", {"url": "http://127.0.0.1:9/"}),
    ],
)
def test_api_refuses_one_person_and_says_when_to_come_back(monkeypatch, shared, setting, url, body):
    monkeypatch.setattr(env, setting, 2)
    answers = {}
    for name in ("ada", "bob"):
        api = APIClient(REMOTE_ADDR="203.0.113.7")
        api.force_authenticate(user_make(name))
        tries = 3 if name == "ada" else 1
        answers[name] = [
            api.post(url, {**body, "crawl": crawl_make().id} if "text" in body else body, format="json")
            for _ in range(tries)
        ]
    assert [answer.status_code == 429 for answer in answers["ada"]] == [False, False, True]
    assert answers["ada"][-1].json()["code"] == "throttled"
    assert int(answers["ada"][-1]["Retry-After"]) > 0
    assert answers["bob"][0].status_code != 429


@pytest.mark.django_db
def test_home_page_says_that_there_were_too_many_crawls(monkeypatch, shared):
    monkeypatch.setattr(env, "CRAWLS_PER_HOUR", 1)
    web = Client(REMOTE_ADDR="203.0.113.7")
    web.force_login(user_make())
    answers = [web.post("/", {"url": "http://127.0.0.1:9/"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert "Too many new crawls" in answers[1].content.decode()
    assert "http://127.0.0.1:9/" in answers[1].content.decode()


def login(page: str, password: str, *, address: str = "203.0.113.7", name: str = "ada"):
    return Client(REMOTE_ADDR=address).post(page, {"username": name, "password": password})


@pytest.fixture
def account(db, monkeypatch):
    """Of somebody who may use the admin, and three tries."""
    monkeypatch.setattr(env, "LOGIN_TRIES", 3)
    user = user_make()
    user.is_staff = True
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("page", ["/login/", "/admin/login/"])
def test_guessing_a_password_comes_to_an_end(account, page):
    for _ in range(3):
        assert "Too many logins" not in login(page, "wrong").content.decode()
    refused = login(page, PASSWORD)
    assert "Too many logins: 3 are let through in 5 min." in refused.content.decode()
    assert login(page, PASSWORD, address="203.0.113.8").status_code == 302


def test_login_page_refuses_with_the_right_status(account):
    assert [login("/login/", "wrong").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_guessing_from_many_addresses_comes_to_an_end_too(account):
    answers = [login("/login/", "wrong", address=f"203.0.113.{number}").status_code for number in range(1, 32)]
    assert answers == [200] * 30 + [429]
    assert login("/login/", PASSWORD, address="198.51.100.1", name="ada").status_code == 429


def test_guessing_at_many_accounts_comes_to_an_end_too(account):
    answers = [login("/login/", "wrong", name=f"user{number}").status_code for number in range(31)]
    assert answers == [200] * 30 + [429]


def test_right_logins_do_not_add_up(account):
    assert [login("/login/", PASSWORD).status_code for _ in range(8)] == [302] * 8


def test_guessing_keys_comes_to_an_end_and_a_right_key_elsewhere_still_opens(account):
    _, key = ApiKey.objects.create_key(name="test", user=account)

    def status(key: str, address: str = "203.0.113.7") -> int:
        return APIClient(REMOTE_ADDR=address).get("/api/v1/crawls/", HTTP_AUTHORIZATION=f"Api-Key {key}").status_code

    assert [status(key) for _ in range(10)] == [200] * 10
    assert [status(f"wrong.{number}") for number in range(4)] == [401, 401, 401, 429]
    assert status(key) == 429
    assert status(key, "203.0.113.8") == 200


@pytest.mark.parametrize(
    ("public_url", "proxies", "forwarded", "address"),
    [
        ("", 1, "1.2.3.4", "203.0.113.7"),
        ("http://images.example", 1, "1.2.3.4", "203.0.113.7"),
        ("https://images.example", 1, "1.2.3.4", "1.2.3.4"),
        ("https://images.example", 1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("https://images.example", 2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        ("https://images.example", 0, "1.2.3.4", "203.0.113.7"),
        ("https://images.example", 3, "1.2.3.4", "1.2.3.4"),
        ("https://images.example", 1, "", "203.0.113.7"),
        ("https://images.example", 1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("https://images.example", 1, "unknown", "unknown"),
    ],
)
def test_address_is_what_the_last_proxy_saw(monkeypatch, public_url, proxies, forwarded, address):
    monkeypatch.setattr(env, "PUBLIC_URL", public_url)
    monkeypatch.setattr(env, "PROXIES", proxies)
    assert address_of("203.0.113.7", forwarded) == address
