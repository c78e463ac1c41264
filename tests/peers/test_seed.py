"""`make seed`: the demo data on either store, dated for a day, as often as one likes."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chatkit_core.bootstrap import containers_of, find_use_cases, open_documents
from chatkit_core.config import load_settings
from chatkit_core.data import Document
from chatkit_core.provision import provision
from tools.seed import load, main, parser

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(b"any key will do here").decode()
JANE, LAMP_ORDER = "CUST-1001", "ORD-78234"
DELIVERED_DAYS_AGO = 12


def seed(settings: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    command = [sys.executable, "tools/seed.py", *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


async def run_here(
    settings: dict[str, str], capsys: pytest.CaptureFixture[str], *options: str
) -> list[str]:
    """The same without a process, which takes seconds to import; what it said."""
    given = parser().parse_args(options)
    loaded = load_settings(_env_file=None, **{name.lower(): v for name, v in settings.items()})
    await load(loaded, given.day, reset=given.reset)
    return capsys.readouterr().out.splitlines()


def today() -> date:
    return datetime.now().astimezone().date()


@pytest.fixture(params=["sqlite", "cosmos"])
async def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An empty store of either kind, as settings in the environment."""
    folder = {"DATA_DIR": str(tmp_path)}
    if request.param == "sqlite":
        return folder
    address = request.getfixturevalue("cosmos")
    database = f"seed-{request.node.name[-12:].strip('[]')}"
    found = {"COSMOS_ENDPOINT": address, "COSMOS_DATABASE": database, "COSMOS_KEY": KEY, **folder}
    containers = containers_of(load_settings(_env_file=None), find_use_cases())
    await provision(address, database, containers, KEY)
    return found


async def read(settings: dict[str, str], container: str, id: str, partition: str) -> Document:
    loaded = load_settings(_env_file=None, **{name.lower(): v for name, v in settings.items()})
    documents = open_documents(loaded, find_use_cases())
    try:
        return await documents.read(container, id, partition)
    finally:
        await documents.close()


async def test_it_is_dated_for_today_and_loading_it_again_writes_nothing(
    settings: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = await run_here(settings, capsys)
    assert said == [
        f"{one.title}: the demo data is there, as of {today().isoformat()}."
        for one in find_use_cases()
    ]
    order = await read(settings, "orders", LAMP_ORDER, JANE)
    assert order["delivered_on"] == (today() - timedelta(days=DELIVERED_DAYS_AGO)).isoformat()
    assert await run_here(settings, capsys) == said
    assert await read(settings, "orders", LAMP_ORDER, JANE) == order


async def test_it_can_be_dated_anew_for_any_day_and_reset(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = {"DATA_DIR": str(tmp_path)}
    assert seed(settings).returncode == 0
    documents = open_documents(load_settings(_env_file=None, data_dir=tmp_path), find_use_cases())
    made = {"id": "RET-MADE", "customer_id": JANE, "created_at": "2026", "kind": "return"}
    await documents.create("returns", made)
    assert "as of 2027-01-31" in (await run_here(settings, capsys, "--day", "2027-01-31"))[0]
    order = await documents.read("orders", LAMP_ORDER, JANE)
    assert order["delivered_on"] == "2027-01-19"
    assert (await documents.read("returns", "RET-MADE", JANE))["kind"] == "return"
    await run_here(settings, capsys, "--day", "2027-01-31", "--reset")
    assert (await documents.query("returns", JANE)).documents == []
    await documents.close()


def test_a_store_that_is_not_there_is_one_sentence(
    cosmos: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = {"COSMOS_ENDPOINT": cosmos, "COSMOS_DATABASE": "nowhere", "COSMOS_KEY": KEY}
    for name, value in missing.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["seed"])
    assert main() == 1
    [sentence] = capsys.readouterr().err.splitlines()
    assert sentence.startswith("There is no container “")
    assert sentence.endswith("Run `make provision` once.")
