"""Which links belong to a crawl."""

import pytest

from crawler.scope import Scope


def scope_of(*hosts: str, **options: object) -> Scope:
    return Scope(hosts, **({"depth_max": 5, "pages_max": 500, "include": (), "exclude": ()} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "depth", "expected"),
    [
        ("http://a.org/", 0, ""),
        ("https://a.org/x", 5, ""),
        ("http://www.a.org/", 1, ""),
        ("http://sub.a.org/", 1, None),
        ("http://b.org/", 1, None),
        ("http://a.org:8080/", 1, None),
        ("http://a.org.b.org/", 1, None),
        ("http://a.org/x", 6, "depth_limit"),
        ("http://a.org/x/x/x/x/", 1, "trap"),
        ("http://a.org/" + "d/" * 3 + "e/" * 3, 1, ""),
        ("http://a.org/" + "/".join(map(str, range(40))), 1, "trap"),
        ("http://a.org/" + "x" * 2500, 1, "trap"),
    ],
)
def test_scope_judges_links(url: str, depth: int, expected: str | None) -> None:
    assert scope_of("a.org").judge(url, depth) == expected


def test_scope_of_www_holds_the_bare_host() -> None:
    assert scope_of("www.a.org").judge("http://a.org/", 1) == ""


def test_scope_grows_with_the_redirected_start() -> None:
    scope = scope_of("a.org")
    scope.host_add("https://www.b.org/home")
    assert scope.judge("https://b.org/x", 1) == ""


def test_scope_patterns_are_globs_over_addresses() -> None:
    scope = scope_of("a.org", include=["*/blog/*", "*/news/?"], exclude=["*.php", "*[?]print=*"])
    judged = [
        scope.judge(f"http://a.org{path}", 1)
        for path in ("/blog/x", "/news/1", "/news/11", "/blog/x.php", "/blog/x?print=1")
    ]
    assert judged == ["", "", None, "excluded", "excluded"]


def test_scope_lets_only_so_many_variants_of_a_path_in() -> None:
    scope = scope_of("a.org", pages_max=500)
    judged = [scope.judge(f"http://a.org/calendar?day={day}", 1) for day in range(300)]
    assert judged.count("") == 100
    assert judged[-1] == "trap"
    assert scope.judge("http://a.org/other?day=1", 1) == ""
    assert scope.judge("http://a.org/calendar", 1) == ""
