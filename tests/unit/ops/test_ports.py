"""Tests of free ports."""

import socket

from imagesearch.ops.ports import LOOPBACK, port_free


def test_port_free_wanted_is_free_gives_it():
    wanted = port_free()
    assert port_free(wanted) == wanted


def test_port_free_wanted_is_taken_gives_another():
    with socket.create_server((LOOPBACK, 0)) as server:
        taken = server.getsockname()[1]
        assert port_free(taken) != taken


def test_port_free_promised_to_another_is_passed_over():
    wanted = port_free()
    assert port_free(wanted, taken={wanted}) != wanted
