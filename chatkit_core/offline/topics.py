"""Which passage of a use case's policies a question is about, by what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chatkit_core.handbook import Handbook, Passage, read_passages
from chatkit_core.offline.encoder import Matrix, unit

NEAREST, NEXT = 0.7, 0.3
"""How much the nearest line of a passage counts, and the three nearest together."""
WORDS = 0.3
"""How much it counts that a passage has the question's own words."""
FOREIGN = 0.8
"""How much it counts that a question is like those that nobody here can answer."""
ENOUGH = 0.15
PLAIN = 0.3
"""What it takes against another reading, of what is said as of something else."""
FEW = 3

Towards = Callable[[str], NDArray[np.float32]]


def passages_beside(phrases: Path) -> list[Passage]:
    """The passages of the policies that lie beside a phrases file."""
    return read_passages(phrases.parent / "policies")


def lines_beside(phrases: Path) -> list[str]:
    """Everything of those passages that has a meaning of its own."""
    return [line for passage in passages_beside(phrases) for line in passage.lines]


class Topics:
    """The policies of one use case, line by line.

    `rows` are the meanings of all lines in the passages' order, `foreign` those of questions that
    are not for this chat, and `towards` moves a question to the common centre of what people say.
    """

    def __init__(
        self, passages: Sequence[Passage], rows: Matrix, foreign: Matrix, towards: Towards
    ) -> None:
        self._headings = [passage.heading for passage in passages]
        self._handbook = Handbook(passages)
        self._rows = unit(rows - rows.mean(axis=0, keepdims=True))
        self._ends = np.cumsum([len(passage.lines) for passage in passages])[:-1]
        self._foreign = foreign
        self._towards = towards

    def heading(self, question: str, enough: float = ENOUGH) -> str:
        """The heading of the passage that answers a question best; empty where none does."""
        meant = self._towards(question)
        near = [self._nearness(part) for part in np.split(self._rows @ meant, self._ends)]
        score = np.array(near) + WORDS * np.array(self._handbook.coverage(question))
        best = int(score.argmax())
        far = FOREIGN * float(np.sort(self._foreign @ meant)[-FEW:].mean())
        return self._headings[best] if score[best] - far >= enough else ""

    @staticmethod
    def _nearness(alike: NDArray[np.float32]) -> float:
        best = np.sort(alike)[-FEW:]
        return float(NEAREST * best[-1] + NEXT * best.mean())
