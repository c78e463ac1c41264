"""Whether a turn did exactly what its sentence asked for: pure comparison of sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chatkit_core.flow import Flow
from tests.eval.cases import Case, Expect, Rules

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one sentence. `rows_changed` tells whether the shop's own data changed."""

    before: Fields
    after: Fields
    tools: Sequence[str] = ()
    reply: str = ""
    error: str | None = None
    rows_changed: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges turns of one use case."""

    rules: Rules
    flow: Flow

    def wrong(self, case: Case, turn: Turn) -> str:
        """Why the turn is not right; empty when it is."""
        if turn.error:
            return f"error: {turn.error}"
        if leaked := self._leaked(case, turn):
            return f"told of somebody else: {leaked}"
        options = case.expect.any or [case.expect]
        reasons = [self._differs(option, turn) for option in options]
        return "" if "" in reasons else reasons[0]

    def wrote(self, turn: Turn) -> bool:
        """Whether the session or the shop's data changed at all."""
        return turn.rows_changed or bool(self._changed(turn))

    def _differs(self, expect: Expect, turn: Turn) -> str:
        wanted = self._wanted(expect, turn.before)
        follow = {f for key in wanted for f in self.rules.follow.get(key, ())}
        ignored = {"step", *self.rules.free, *follow} - set(wanted)
        found = [
            f"{name}={self._brief(name, value)}, not {wanted.get(name, 'as it was')}"
            for name, value in turn.after.items()
            if name not in ignored and not self._fits(name, value, turn.before[name], wanted)
        ]
        if turn.rows_changed and self.rules.record not in wanted:
            found.append("the shop's data changed")
        if expect.reads and not set(expect.reads) & set(turn.tools):
            found.append(f"asked {list(turn.tools) or 'no tool'}, not {'/'.join(expect.reads)}")
        if expect.hears not in turn.reply:
            found.append(f"heard nothing of “{expect.hears}”")
        if expect.step and turn.after["step"] != expect.step:
            found.append(f"at {turn.after['step']}, not {expect.step}")
        return "; ".join(found)

    def _wanted(self, expect: Expect, before: Fields) -> dict[str, Any]:
        """The fields that should change, with what is right for each."""
        if expect.back:
            return dict.fromkeys(self.flow.fields_from(expect.back), "unset")
        if expect.start_over or expect.cancel:
            keeps = self.rules.start_over_keeps if expect.start_over else self.rules.cancel_keeps
            emptied = {f: "unset" for f in before if f not in {*keeps, "step", *self.rules.free}}
            return emptied | dict(expect.changes)
        return dict(expect.changes)

    def _fits(self, name: str, value: Any, before: Any, wanted: Mapping[str, Any]) -> bool:
        if name not in wanted:
            return value == before
        right = wanted[name]
        if isinstance(right, list):
            return sorted(self._keys(name, value)) == sorted(right)
        options = str(right).split("|")
        if value in (None, "", []):
            return "unset" in options
        return "*" in options or str(value) in options

    def _changed(self, turn: Turn) -> list[str]:
        ignored = {"step", *self.rules.free}
        return [f for f, v in turn.after.items() if f not in ignored and v != turn.before[f]]

    def _keys(self, name: str, value: Any) -> list[str]:
        key = self.rules.compare_by[name]
        return [entry[key] for entry in value]

    def _brief(self, name: str, value: Any) -> Any:
        return self._keys(name, value) if name in self.rules.compare_by else value

    def _leaked(self, case: Case, turn: Turn) -> str:
        mine = turn.after.get(self.rules.bound_by)
        said, heard = case.say.casefold(), turn.reply.casefold()
        words = (w for who, found in self.rules.private.items() if who != mine for w in found)
        return next((w for w in words if w.casefold() in heard and w.casefold() not in said), "")
