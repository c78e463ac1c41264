"""Starts the servers under tests/peers, installing them first where `make` has not."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
AIMOCK = HERE / "node_modules" / "@copilotkit" / "aimock"
COSMOS = HERE / "node_modules" / "@vercel" / "cosmosdb-server"
OIDC = HERE / "node_modules" / "oidc-provider"


@contextmanager
def cosmos_server(*options: str) -> Iterator[str]:
    """The Cosmos DB stand-in, empty, as the address it is reached at."""
    with _node(COSMOS, "cosmos-server.js", *options) as port:
        scheme = "https" if "--https" in options else "http"
        yield f"{scheme}://127.0.0.1:{port}"


@contextmanager
def openai_server(keys: Sequence[str]) -> Iterator[str]:
    """The OpenAI stand-in, which lets in these keys only, as the address it is reached at."""
    with _node(AIMOCK, "aimock-server.js", *keys) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def oidc_server(people: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """An OpenID provider that knows these people, by sub and with their claims, as its issuer.

    Its one client is `app`, with the secret `the-secret-of-the-app`.
    """
    with _node(OIDC, "oidc-server.mjs", json.dumps(people)) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _node(package: Path, script: str, *options: str) -> Iterator[str]:
    """Run a script that prints its port, and ends when its input does."""
    _install(package)
    with subprocess.Popen(
        ["node", script, *options],
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
        assert port, f"{script} did not start"
        try:
            yield port
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
