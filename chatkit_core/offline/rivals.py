"""What comes near to the best reading of a clause, and would mean something else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chatkit_core.offline.language import Intent, Kind
from chatkit_core.offline.matcher import Match
from chatkit_core.offline.scene import Scene

TALK = (Kind.CHAT, Kind.OUTSIDE, Kind.HOSTILE, Kind.NONE)
TALK_MARGIN = 0.05


def may_be_talk(ranked: Sequence[Match]) -> bool:
    """Whether talk, or what is refused, comes as near as the answer does."""
    best = ranked[0].score
    return any(m.intent.kind in TALK and best - m.score < TALK_MARGIN for m in ranked[1:6])


def next_rival(scene: Scene, ranked: Sequence[Match]) -> Match | None:
    """The next best match that means something else."""
    best = scene.here(ranked[0].intent)
    alike = {best.name, *_relatives(scene, best)}
    others = (m for m in ranked[1:] if scene.here(m.intent).name not in alike)
    return next((m for m in others if not (best.call and m.intent.call == best.call)), None)


def _relatives(scene: Scene, intent: Intent) -> Sequence[str]:
    """Picking without saying what, and asking what there is, come to the same."""
    for step in scene.picking():
        both = (scene.language.choosing(step.name), step.browse)
        if intent.name in both:
            return both
    return ()


def left_open(scene: Scene, text: str) -> tuple[str, ...]:
    """The labels of the answers to the open step that "a refund or an exchange" leaves open."""
    if not re.search(r"\bor\b", text):
        return ()
    here = (i for i in scene.language.coded if i.step == scene.situation.step)
    found = tuple(scene.label(i) for i in here if i.words and i.words.search(text))
    return found if len(found) > 1 else ()
