"""What has been made out of a message: notes while it is read, readings in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatkit_core.offline.language import Intent, Kind

CLOSE = 0.03
TURN = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that is meant. `codes` are picked choices, `text` the words behind it.

    `waits` is True when what it names can only be found once an earlier tool has answered.
    `said` is the whole message, `when` its words for a day and a time. `about` are the steps and
    codes that a question names, `topic` the heading of the passage that answers it.
    """

    intent: Intent
    text: str
    score: float = 1.0
    codes: tuple[str, ...] = ()
    query: str = ""
    percent: int | None = None
    step: str = ""
    waits: bool = False
    said: str = ""
    when: str = ""
    about: tuple[tuple[str, str], ...] = ()
    topic: str = ""

    def asked_of(self, step: str) -> str | None:
        """The one code of a step that a question is about; None for none, or for several."""
        codes = [code for named, code in self.about if named == step]
        return codes[0] if len(codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a message means: `readings` to act on, or else `rivals` to ask about, or a `reply`."""

    readings: tuple[Reading, ...] = ()
    rivals: tuple[str, ...] = ()
    reply: str = ""


@dataclass(slots=True)
class Notes:
    """What has been made out so far of one message.

    `quiet` are the clauses that pick nothing, `missed` those that said nothing clear,
    `nudge` asks for the open step again, `turns` counts changes of mind.
    """

    answers: dict[str, tuple[int, Reading]] = field(default_factory=dict)
    asks: list[Reading] = field(default_factory=list)
    chat: list[Intent] = field(default_factory=list)
    yes_no: Kind | None = None
    denied: list[str] = field(default_factory=list)
    rivals: tuple[str, ...] = ()
    outside: Intent | None = None
    quiet: list[str] = field(default_factory=list)
    missed: int = 0
    turns: int = 0
    nudge: bool = False
    torn: bool = False
    """Whether it says both yes and no."""

    def answer(self, step: str, segment: int, reading: Reading) -> None:
        """Note an answer; a later segment corrects, within one the better fit stays."""
        old = self.answers.get(step)
        after = old is None or segment > old[0]
        if after or (old and segment == old[0] and reading.score >= old[1].score - CLOSE):
            self.answers[step] = (segment, reading)
