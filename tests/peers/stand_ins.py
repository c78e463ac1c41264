"""Starts the servers under tests/peers, installing them first where `make` has not."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
COSMOS = HERE / "node_modules" / "@vercel" / "cosmosdb-server"


@contextmanager
def cosmos_server(*options: str) -> Iterator[str]:
    """The Cosmos DB stand-in, empty, as the address it is reached at."""
    _install(COSMOS)
    with subprocess.Popen(
        ["node", "cosmos-server.js", *options],
        cwd=HERE,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdin
        assert server.stdout
        port = server.stdout.readline().strip()
        assert port, "the Cosmos DB stand-in did not start"
        scheme = "https" if "--https" in options else "http"
        try:
            yield f"{scheme}://127.0.0.1:{port}"
        finally:
            server.stdin.close()


def _install(package: Path) -> None:
    """Install what the lock file names, once, even when several test workers start together."""
    with (HERE / ".npmrc").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not package.exists():
            command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=HERE, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    """This environment, with the Node that came with the development requirements first."""
    own = str(Path(sys.executable).parent)
    return os.environ | {"PATH": own + os.pathsep + os.environ["PATH"]}
