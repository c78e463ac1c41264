"""A server under measurement: started on a free port, read through /proc, ended for certain."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START_LIMIT = 120.0
"""Seconds until a server that does not answer counts as broken."""


@dataclass(frozen=True)
class Command:
    """How to start a server. `{port}` in an argument or a value is replaced."""

    argv: Sequence[str]
    cwd: Path
    env: Mapping[str, str]


@dataclass(frozen=True)
class Server:
    """A running server; `started` is the perf_counter when it was launched."""

    url: str
    pid: int
    started: float

    def cpu(self) -> float:
        """Seconds of processor time used so far, all threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> float:
        """Megabytes that are this process's own (proportional share of what it shares)."""
        for line in Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
        raise ValueError("no Pss line")

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as reply:
                return reply.status == 200
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def serving(command: Command, *, wait: bool = True) -> Iterator[Server]:
    """Run `command`; with `wait=False` the server may not answer yet."""
    port = str(free_port())
    argv = [argument.replace("{port}", port) for argument in command.argv]
    env = {name: value.replace("{port}", port) for name, value in command.env.items()}
    started = time.perf_counter()
    process = subprocess.Popen(
        argv,
        cwd=command.cwd,
        env={**os.environ, **env},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(f"http://127.0.0.1:{port}", process.pid, started)
    try:
        while wait and not server.answers():
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(argv)} ended with status {process.returncode}")
            if time.perf_counter() - started > START_LIMIT:
                raise TimeoutError(f"{' '.join(argv)} does not answer")
            time.sleep(0.02)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
