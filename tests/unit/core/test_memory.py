"""Freed memory on its way back to the system."""

import subprocess
import sys

CODE = """
import psutil
from imagesearch.core.memory import memory_return
kept, freed = [], []
for _ in range(5_000):  # what is freed lies between what stays, each hole some pages wide
    freed.append(bytes(20_000))
    kept.append(bytes(1_000))
del freed
before = psutil.Process().memory_info().rss
memory_return()
print(before - psutil.Process().memory_info().rss)
"""


def test_what_lies_between_pieces_that_stay_is_given_back():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000_000
