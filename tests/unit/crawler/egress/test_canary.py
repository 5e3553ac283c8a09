"""The canary of other tests: it counts whom it must, and tells of others."""

import socket
import subprocess
import sys
import time

from tests.canary import Canary, canary_listening

CONTACT = """
import os, socket, sys, time
while sys.argv[2] == str(os.getppid()):  # until it has no parent any more, where one is named
    time.sleep(0.02)
kept = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
kept.recv(1)  # until the other end has seen whose it is
"""
ORPHANED = """
import os, subprocess, sys
contact, port, *name = sys.argv[1:]
subprocess.Popen([sys.executable, "-c", contact, port, str(os.getpid()), *name], start_new_session=True)
"""


def told(canary: Canary) -> tuple[int, int]:
    """Contacts and strangers, once there is one."""
    give_up_at = time.monotonic() + 20
    while not canary.contacts and not canary.strangers and time.monotonic() < give_up_at:
        time.sleep(0.02)
    return canary.contacts, len(canary.strangers)


def test_connection_of_this_process_is_counted_even_if_it_is_over_at_once():
    with canary_listening() as canary:
        socket.create_connection(("127.0.0.1", canary.port)).close()
        assert told(canary) == (1, 0)


def test_datagram_is_counted():
    with canary_listening() as canary, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        datagram.sendto(b"x", ("127.0.0.1", canary.port))
        assert told(canary) == (1, 0)


def test_connection_of_a_child_is_counted():
    with canary_listening() as canary, subprocess.Popen([sys.executable, "-c", CONTACT, str(canary.port), "nobody"]):
        assert told(canary) == (1, 0)


def test_connection_of_a_stranger_is_told_of():
    with canary_listening() as canary:
        subprocess.run([sys.executable, "-c", ORPHANED, CONTACT, str(canary.port)], check=True)
        assert told(canary) == (0, 1)


def test_connection_of_an_orphaned_crawler_is_counted():
    with canary_listening() as canary:
        subprocess.run([sys.executable, "-c", ORPHANED, CONTACT, str(canary.port), "crawler"], check=True)
        assert told(canary) == (1, 0)
