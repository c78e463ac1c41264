"""`make provision` against the stand-in: everything is created once, and again changes nothing."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

from tests.peers.stand_ins import cosmos_server

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(b"any key will do here").decode()


def provision(**settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "tools/provision.py"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_database_and_containers_are_created_and_a_second_time_is_fine() -> None:
    with cosmos_server() as endpoint:
        first = provision(COSMOS_ENDPOINT=endpoint, COSMOS_KEY=KEY)
        again = provision(COSMOS_ENDPOINT=endpoint, COSMOS_KEY=KEY)
    assert first.returncode == 0, first.stderr
    assert again.stdout == first.stdout
    for name in ("Database chatkit", "Container threads", "/user_id", "Container returns"):
        assert name in first.stdout


def test_without_an_endpoint_it_says_so() -> None:
    done = provision(COSMOS_ENDPOINT="")
    assert done.returncode == 1
    assert done.stderr == "COSMOS_ENDPOINT is not set, so there is nothing to provision.\n"
