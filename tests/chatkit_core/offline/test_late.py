"""The offline model that is made at its first turn."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any, cast

import pytest

from chatkit_core.offline.late import LateModel
from chatkit_core.offline.model import OfflineModel
from chatkit_core.offline.streaming import MODEL_NAME


class Made:
    def __init__(self) -> None:
        self.warm = False

    def warm_up(self) -> None:
        self.warm = True

    async def get_response(self, *args: Any, **named: Any) -> tuple[Any, ...]:
        await asyncio.sleep(0)
        return (*args, *named.values())

    async def stream_response(self, *args: Any, **named: Any) -> Any:
        for one in (*args, *named.values()):
            yield one


class Workshop:
    """Makes models, and fails the first `failures` times."""

    def __init__(self, failures: int = 0) -> None:
        self.made: list[Made] = []
        self.failures = failures

    def __call__(self) -> OfflineModel:
        if self.failures:
            self.failures -= 1
            raise OSError("no phrases")
        self.made.append(Made())
        return cast(OfflineModel, self.made[-1])


async def test_it_is_made_once_at_its_first_turn_and_answers_with_what_it_was_asked() -> None:
    workshop = Workshop()
    model = LateModel(workshop)
    assert not workshop.made
    found = await asyncio.gather(*(model.get_response(n, tools=[]) for n in range(3)))
    assert found == [(0, []), (1, []), (2, [])]
    assert [one async for one in model.stream_response("a", prompt=None)] == ["a", None]
    assert len(workshop.made) == 1


async def test_what_failed_is_tried_again_by_the_next_turn() -> None:
    model = LateModel(Workshop(failures=1))
    with pytest.raises(OSError, match="no phrases"):
        await model.get_response()
    assert await model.get_response("now") == ("now",)


def test_warming_up_makes_it_and_its_index() -> None:
    workshop = Workshop()
    LateModel(workshop).warm_up()
    assert workshop.made[0].warm


def test_it_is_called_like_the_model_it_stands_for() -> None:
    assert LateModel(Workshop()).model == MODEL_NAME


def test_the_app_is_put_together_without_the_rules_of_the_offline_model() -> None:
    look = (
        "import sys, usecases, chatkit_core.bootstrap; usecases.discover();"
        "print([m for m in sys.modules if m.startswith(('numpy', 'chatkit_core.offline.mo'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
