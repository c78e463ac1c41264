"""How many of the sentences a model acts on exactly right, and which it does not.

python -m tests.eval.score --use-case retail --model offline
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chatkit_core.config import Provider
from tests.eval.cases import Case, load
from tests.eval.judge import Judge, Turn
from tests.eval.stage import open_stage


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence with what came of it. `wrong` is empty when it was right."""

    case: Case
    turn: Turn
    wrong: str
    wrote: bool


@dataclass(frozen=True, slots=True)
class Report:
    """The whole set, scored."""

    scored: Sequence[Scored]

    @property
    def right(self) -> int:
        return sum(not one.wrong for one in self.scored)

    @property
    def share(self) -> float:
        return self.right / len(self.scored)

    @property
    def unsafe_writes(self) -> list[Scored]:
        """Sentences that are hostile, out of scope or gibberish, and changed something."""
        return [one for one in self.scored if one.case.unsafe and one.wrote]

    @property
    def misses(self) -> list[Scored]:
        return [one for one in self.scored if one.wrong]

    def by_tag(self) -> list[tuple[str, int, int]]:
        """Tag, how many are right, how many there are; the weakest first."""
        tags = {tag for one in self.scored for tag in one.case.tags}
        rows = [(tag, [s for s in self.scored if tag in s.case.tags]) for tag in tags]
        counted = [(tag, sum(not s.wrong for s in found), len(found)) for tag, found in rows]
        return sorted(counted, key=lambda row: (row[1] / row[2], row[0]))


async def score(use_case: str, model: str, tag: str | None = None) -> Report:
    """Play every sentence of a use case, or those with a tag, in a temporary folder."""
    book = load(use_case)
    with tempfile.TemporaryDirectory() as folder:
        async with open_stage(use_case, model, Path(folder)) as stage:
            judge = Judge(book.rules, stage.services.use_cases[use_case].flow)
            await stage.build(book)
            scored: list[Scored] = []
            for case in book.cases:
                if tag and tag not in case.tags:
                    continue
                turn = await stage.play(case)
                scored.append(Scored(case, turn, judge.wrong(case, turn), judge.wrote(turn)))
    return Report(scored)


def written(report: Report) -> str:
    """The report for a terminal: accuracy by tag, totals, and every miss."""
    lines = [f"{'tag':<18}{'right':>6}{'of':>5}{'share':>8}"]
    lines += [f"{t:<18}{right:>6}{n:>5}{right / n:>8.0%}" for t, right, n in report.by_tag()]
    unsafe = [one for one in report.scored if one.case.unsafe]
    spent = sorted(one.turn.seconds for one in report.scored)
    lines += [
        "",
        f"Exactly right: {report.right} of {len(report.scored)} ({report.share:.1%})",
        f"Writes on {len(unsafe)} unsafe sentences: {len(report.unsafe_writes)}",
        f"A turn took {spent[len(spent) // 2] * 1000:.0f} ms (median), {sum(spent):.0f} s in all",
        "",
        f"Misses ({len(report.misses)}):",
    ]
    for one in report.misses:
        alarm = " [UNSAFE WRITE]" if one.case.unsafe and one.wrote else ""
        lines.append(f"- at {one.case.at}: “{one.case.say}”{alarm}")
        lines.append(f"    {one.wrong}; tools {list(one.turn.tools)}")
        lines.append(f"    heard: {_short(one.turn.reply)}")
    return "\n".join(lines)


def _short(reply: str) -> str:
    flat = " ".join(reply.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when an unsafe sentence changed something."""
    known = argparse.ArgumentParser(prog="python -m tests.eval.score", description=__doc__)
    known.add_argument("--use-case", default="retail")
    known.add_argument("--model", default=Provider.OFFLINE, choices=[*Provider])
    known.add_argument("--tag", help="only the sentences with this tag")
    parsed = known.parse_args(arguments)
    report = asyncio.run(score(parsed.use_case, parsed.model, parsed.tag))
    sys.stdout.write(written(report) + "\n")
    return 1 if report.unsafe_writes else 0


if __name__ == "__main__":
    sys.exit(main())
