"""How many of the sentences a model acts on exactly right, and which it does not.

Only sentences that are not among the offline model's example phrases count. The others, such as
“yes”, which nobody can help sharing, are played and listed apart.

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

from chatkit_core.config import ConfigurationError, Provider
from tests.eval.cases import Case, example_phrases, load, normalised
from tests.eval.judge import Judge, Turn
from tests.eval.stage import open_stage


@dataclass(frozen=True, slots=True)
class Scored:
    """One sentence with what came of it. `wrong` is empty when it was right.

    `shared` means that it is an example phrase as well, so that it proves little.
    """

    case: Case
    turn: Turn
    wrong: str
    wrote: bool
    shared: bool


@dataclass(frozen=True, slots=True)
class Report:
    """Every sentence that was played. The figures are of those that are not shared."""

    use_case: str
    played: Sequence[Scored]

    @property
    def scored(self) -> list[Scored]:
        return [one for one in self.played if not one.shared]

    @property
    def right(self) -> int:
        return sum(not one.wrong for one in self.scored)

    @property
    def share(self) -> float:
        return self.right / len(self.scored)

    @property
    def unsafe_writes(self) -> list[Scored]:
        """Sentences that must not change anything, and did."""
        return [one for one in self.played if one.case.unsafe and one.wrote]

    def by_tag(self) -> list[tuple[str, int, int]]:
        """Tag, how many are right, how many there are; the weakest first."""
        tags = {tag for one in self.scored for tag in one.case.tags}
        rows = [(tag, [s for s in self.scored if tag in s.case.tags]) for tag in tags]
        counted = [(tag, sum(not s.wrong for s in found), len(found)) for tag, found in rows]
        return sorted(counted, key=lambda row: (row[1] / row[2], row[0]))


async def score(use_case: str, model: str, tag: str | None = None, by: str = "") -> Report:
    """Play every sentence of a use case, or those with a tag, in a temporary folder."""
    book, known = load(use_case, by), example_phrases()
    with tempfile.TemporaryDirectory() as folder:
        async with open_stage(use_case, model, Path(folder), book.rules.now) as stage:
            judge = Judge(book.rules, stage.services.use_cases[use_case].flow)
            await stage.build(book)
            played: list[Scored] = []
            for case in book.cases:
                if tag and tag not in case.tags:
                    continue
                turn = await stage.play(case)
                wrong, wrote = judge.wrong(case, turn), judge.wrote(turn)
                played.append(Scored(case, turn, wrong, wrote, normalised(case.say) in known))
    return Report(use_case, played)


def written(report: Report) -> str:
    """The report for a terminal: accuracy by tag, totals, and every miss."""
    lines = [f"{'tag':<18}{'right':>6}{'of':>5}{'share':>8}"]
    lines += [f"{t:<18}{right:>6}{n:>5}{right / n:>8.0%}" for t, right, n in report.by_tag()]
    unsafe = [one for one in report.played if one.case.unsafe]
    spent = sorted(one.turn.seconds for one in report.played)
    shared = [one for one in report.played if one.shared]
    misses = [one for one in report.scored if one.wrong]
    wrong_shared = [one for one in shared if one.wrong]
    return "\n".join(
        [
            *lines,
            "",
            f"Misses ({len(misses)}):",
            *(line for one in misses for line in _miss(one)),
            "",
            f"Example phrases that went wrong ({len(wrong_shared)} of {len(shared)}):",
            *(line for one in wrong_shared for line in _miss(one)),
            "",
            f"Exactly right: {report.right} of {len(report.scored)} ({report.share:.1%})",
            f"Writes on {len(unsafe)} sentences that must not write: {len(report.unsafe_writes)}",
            f"A turn took {spent[len(spent) // 2] * 1000:.0f} ms (median), {sum(spent):.0f} s in all",
        ]
    )


def _miss(one: Scored) -> list[str]:
    alarm = " [UNSAFE WRITE]" if one.case.unsafe and one.wrote else ""
    return [
        f"- at {one.case.at}: “{one.case.say}”{alarm}",
        f"    {one.wrong}; tools {list(one.turn.tools)}",
        f"    heard: {_short(one.turn.reply)}",
    ]


def _short(reply: str) -> str:
    flat = " ".join(reply.split())
    return flat if len(flat) <= 160 else flat[:159] + "…"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when a sentence changed something that must not."""
    known = argparse.ArgumentParser(prog="python -m tests.eval.score", description=__doc__)
    known.add_argument("--use-case", default="retail")
    known.add_argument(
        "--model", default=Provider.AUTO, help="a provider, or the name of a deployment"
    )
    known.add_argument("--tag", help="only the sentences with this tag")
    known.add_argument("--by", default="", help="a set by other authors, such as “strangers”")
    parsed = known.parse_args(arguments)
    try:
        report = asyncio.run(score(parsed.use_case, parsed.model, parsed.tag, parsed.by))
    except ConfigurationError as problem:
        known.error(str(problem))
    sys.stdout.write(written(report) + "\n")
    return 1 if report.unsafe_writes else 0


if __name__ == "__main__":
    sys.exit(main())
