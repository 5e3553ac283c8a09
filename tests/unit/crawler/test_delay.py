"""The delay of one host, as its answers make it."""

import pytest

from crawler.delay import ANSWERS_PER_LATENCY, DELAY_MAX_SECONDS, PUSH_BACK_MIN_SECONDS, Delay


def test_delay_of_a_quick_host_stays_as_agreed():
    delay = Delay(0.25)
    for _ in range(50):
        delay.answered(0.05)
    assert delay.seconds == 0.25


def test_delay_of_a_slow_host_grows_with_its_answers_and_falls_again():
    delay = Delay(0.25)
    delay.answered(8.0)
    assert delay.seconds == pytest.approx(8.0 / ANSWERS_PER_LATENCY)
    for _ in range(200):
        delay.answered(0.05)
    assert delay.seconds == 0.25


def test_delay_grows_with_every_push_back_up_to_its_limit_and_recovers_slowly():
    delay = Delay(0.25)
    delay.pushed_back()
    delay.pushed_back()
    assert delay.seconds == 2 * PUSH_BACK_MIN_SECONDS
    for _ in range(20):
        delay.pushed_back()
    assert delay.seconds == DELAY_MAX_SECONDS
    delay.answered(0.05)
    assert 0.8 * DELAY_MAX_SECONDS < delay.seconds < DELAY_MAX_SECONDS
    for _ in range(100):
        delay.answered(0.05)
    assert delay.seconds == 0.25


def test_delay_asked_for_is_the_least_whatever_happens():
    delay = Delay(0.25)
    delay.agree(20.0)
    delay.agree(1.0)
    delay.pushed_back()
    delay.answered(0.01)
    assert delay.seconds == 20.0


def test_delay_of_a_host_without_pace_only_push_backs_change():
    delay = Delay(0.0)
    delay.answered(9.0)
    assert delay.seconds == 0.0
    delay.pushed_back()
    assert delay.seconds == PUSH_BACK_MIN_SECONDS
    for _ in range(100):
        delay.answered(9.0)
    assert delay.seconds == 0.0
