"""What has been made out of a message: notes while it is read, readings in the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from chatkit_core.offline.language import Intent, Kind, tells
from chatkit_core.offline.mood import affirmed

CLOSE = 0.03
NAMED = 0.6
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

    @property
    def names(self) -> bool:
        """Whether it names the answer, beyond doubt."""
        return bool(self.intent.code) and self.score >= NAMED

    def asked_of(self, step: str) -> str | None:
        """The one code of a step that a question is about; None for none, or for several."""
        codes = [code for named, code in self.about if named == step]
        return codes[0] if len(codes) == 1 else None


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What a message means: `readings` to act on, `rivals` to ask about, or else a `reply`."""

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
    story: list[tuple[int, str]] = field(default_factory=list)
    """Segment and words of the clauses that tell a story, or say nothing clear beside it."""
    turns: int = 0
    nudge: bool = False
    torn: bool = False
    """Whether it says both yes and no."""

    given: list[tuple[str, int, Reading]] = field(default_factory=list)
    """Step, segment and words of every answer, also of those that another one took the place of."""
    divided: tuple[str, ...] = ()
    """The answers that different things were given where there can be one."""

    def beside(self, segment: int, text: str) -> None:
        """Note a clause that may belong to a story; what something is not is no part of it."""
        if affirmed(text) == text:
            self.story.append((segment, text))

    def told(self, segment: int, text: str) -> str:
        """A story so far: this clause, after those of its segment that belong to it."""
        before = [words for where, words in self.story if where == segment]
        self.beside(segment, text)
        return ", ".join([*before, text])

    def answer(self, step: str, segment: int, reading: Reading) -> None:
        """Note an answer; a later segment corrects, within one the better fit stays."""
        self.given.append((step, segment, reading))
        old = self.answers.get(step)
        after = old is None or segment > old[0]
        if old and segment == old[0] and tells(reading.intent) and old[1].names:
            return  # the story says why
        if after or (old and segment == old[0] and reading.score >= old[1].score - CLOSE):
            self.answers[step] = (segment, reading)
