"""Recordings on the command line: export a conversation, replay a file, make a test of one.

python -m chatkit_core.recordings export [THREAD] [-o FILE] [--user USER]
python -m chatkit_core.recordings replay FILE
python -m chatkit_core.recordings test FILE [-o FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from chatkit_core.bootstrap import Services, build_services, find_use_cases
from chatkit_core.config import ConfigurationError, load_settings
from chatkit_core.data import Document, DocumentNotFoundError, StoreError
from chatkit_core.headless import OneSentence, complain, name
from chatkit_core.trace.reconcile import catch_up
from chatkit_core.trace.replay.again import replay_text
from chatkit_core.trace.replay.pytest_file import as_test, slug
from chatkit_core.trace.replay.recording import RecordingError, read_recording, write_recording
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.secrets import SecretRemover

THREADS = "threads"


async def export(arguments: argparse.Namespace) -> str:
    """Write a conversation's recording: the one named, else the newest of the user."""
    services = await build_services(load_settings(), find_use_cases())
    try:
        thread = await _thread(services, arguments)
        await catch_up(services.documents, services.log, thread["id"])
        events = await services.log.read_all(thread["id"])
        text = write_recording(events, SecretRemover(services.settings.secrets))
    finally:
        await services.close()
    script_of(events)  # what cannot be replayed is no recording
    title = thread["thread"].get("title") or thread["id"]
    target = _write(arguments.output or f"{slug(title)}.jsonl", text)
    return f"“{title}” is in {target}: {len(events)} events."


async def _thread(services: Services, arguments: argparse.Namespace) -> Document:
    if arguments.thread:
        try:
            return await services.documents.read(THREADS, arguments.thread, arguments.user)
        except DocumentNotFoundError as missing:
            raise RecordingError(f"There is no conversation “{arguments.thread}”.") from missing
    page = await services.documents.query(THREADS, arguments.user, descending=True, limit=1)
    if not page.documents:
        raise RecordingError("There is no conversation yet.")
    return page.documents[0]


async def replay(arguments: argparse.Namespace) -> str:
    """Replay a file; says what came of it. Raises `RecordingError` for a difference."""
    found = await replay_text(_read(arguments.file), find_use_cases())
    if found.difference:
        raise RecordingError(found.difference.sentence)
    requests = len(script_of(found.events).steps)
    return f"Identical: {requests} requests, {len(found.items)} items, the same session."


async def test(arguments: argparse.Namespace) -> str:
    """Write a pytest file that replays a recording."""
    source = Path(arguments.file)
    text = as_test(read_recording(_read(arguments.file)), source.stem.replace("_", " "))
    target = _write(arguments.output or f"test_{slug(source.stem)}.py", text)
    return f"The test is in {target}."


def _write(file: str, text: str) -> str:
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordingError(f"{file} cannot be written: {error.strerror}.") from error
    return file


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise RecordingError(f"{file} cannot be read: {error.strerror}.") from error


def parser() -> argparse.ArgumentParser:
    """The command line."""
    known = OneSentence(prog="python -m chatkit_core.recordings")
    commands = known.add_subparsers(required=True, metavar="COMMAND", parser_class=OneSentence)
    one = commands.add_parser("export", help="write a conversation’s recording")
    one.add_argument("thread", nargs="?", help="its id; the newest one unless given")
    one.add_argument("--user", type=name, default="local", help="whose conversation it is")
    one.set_defaults(run=export)
    two = commands.add_parser("replay", help="replay a file and compare")
    two.add_argument("file")
    two.set_defaults(run=replay)
    three = commands.add_parser("test", help="write a pytest file that replays a file")
    three.add_argument("file")
    three.set_defaults(run=test)
    for command in (one, three):
        command.add_argument("-o", "--output", help="the file to write")
    return known


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0, 1 with one sentence where something is wrong, 2 for a bad argument."""
    parsed = parser().parse_args(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    try:
        said = asyncio.run(parsed.run(parsed))
    except (RecordingError, ConfigurationError, StoreError) as problem:
        complain(str(problem))
        return 1
    sys.stdout.write(said + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
