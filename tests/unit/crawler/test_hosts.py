"""What is learnt about hosts."""

from crawler.hosts import FAILURES_IN_A_ROW_MAX, NEVER_ANSWERED_MAX, Hosts


def test_host_that_never_answers_is_given_up_soon() -> None:
    hosts = Hosts()
    for _ in range(NEVER_ANSWERED_MAX):
        assert hosts.refusal("a") == ""
        hosts.failed("a", "timeout")
    assert hosts.refusal("a") == "timeout"
    assert hosts.refusal("b") == ""


def test_host_that_answered_has_more_patience() -> None:
    hosts = Hosts()
    hosts.answered("a")
    for _ in range(FAILURES_IN_A_ROW_MAX - 1):
        hosts.failed("a", "timeout")
    assert hosts.refusal("a") == ""
    hosts.answered("a")
    hosts.failed("a", "timeout")
    assert hosts.refusal("a") == ""


def test_host_unknown_is_given_up_at_once() -> None:
    hosts = Hosts()
    hosts.failed("a", "host_unknown")
    assert hosts.refusal("a") == "host_unknown"


def test_host_held_is_held_for_its_time() -> None:
    hosts = Hosts()
    hosts.hold("a", 60)
    hosts.hold("a", 0)
    hosts.hold("b", 0)
    assert [hosts.is_held(host) for host in "abc"] == [True, False, False]


def test_host_blocked_is_refused() -> None:
    hosts = Hosts()
    hosts.block("a")
    assert hosts.refusal("a") == "blocked"
