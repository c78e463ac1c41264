"""Reads a use case's language from its `phrases.yaml`.

A file has `scope` (one sentence: what this chat is for), `ids` (prefixes of ids such as `CUST`),
`questions` (patterns of what sounds like a request and is a question: "can I return ..."),
`requests` (the other way round: "is Dr. Lee free on Monday?"), `several` (true where one clause
often answers several steps at once),
`steps` in flow order and free `intents`. A step says how a choice is made (`choose`), gives the
example phrases of each code (`codes`), the intents that a plain yes or no means there, and where
the session keeps its answer (`selected`). The codes of a step with `amounts` are percentages:
picking one is a yes with that percentage, picking 0 a no. Of a step that is `exclusive`, two
answers at once are asked about. `words` are noun phrases that name an answer exactly;
they are regular expressions, and can be negated ("not a refund"). Placeholders in `with` are
filled in by the planner: $code $codes $text $query $product $percent $step, $said (the whole
message) and $when (its words for a day and a time; a step with `times` takes them for its answer), $times (the same,
empty when there are none), $named (the choice that is named, or empty), $topic (the
heading of the policy passage that answers it, or else the words) and $about.step (the one
code of that step which a question names).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from chatkit_core.offline.language import Call, Intent, Kind, Language, StepWords

GENERIC = Path(__file__).parent / "generic.yaml"


def phrases_of(path: Path) -> tuple[str, ...]:
    """The example phrases that one file holds."""
    told = _read(path)
    steps = [step or {} for step in told.get("steps", {}).values()]
    lists = [step.get("phrases", ()) for step in steps]
    lists += [code["phrases"] for step in steps for code in step.get("codes", {}).values()]
    lists += [intent.get("phrases", ()) for intent in told["intents"].values()]
    return tuple(dict.fromkeys(phrase for found in lists for phrase in _phrases(found)))


class LanguageError(ValueError):
    """A phrases file that contradicts itself; the message says where."""


def read_language(use_case: Path, generic: Path = GENERIC) -> Language:
    """The language of a use case, joined with the phrases every use case shares.

    A phrase that one of its free intents claims is no longer the shared one's.
    """
    own = _read(use_case)
    shared = _read(generic)
    steps = {name: _step(name, told or {}) for name, told in own["steps"].items()}
    intents: dict[str, Intent] = {}
    for name, told in own["steps"].items():
        for intent in _step_intents(steps[name], told or {}):
            intents[intent.name] = intent
    for name, told in own["intents"].items():
        intents[name] = _joined(intents.get(name), _intent(name, told))
    taken = {phrase for name in own["intents"] for phrase in intents[name].phrases}
    for name, told in shared["intents"].items():
        intent = _intent(name, told)
        free = tuple(phrase for phrase in intent.phrases if phrase not in taken)
        intents[name] = _joined(intents.get(name), replace(intent, phrases=free))
    language = Language(
        scope=own["scope"],
        ids=tuple(own.get("ids", ())),
        steps=steps,
        intents=intents,
        questions=re.compile("|".join(own["questions"])) if own.get("questions") else None,
        requests=re.compile("|".join(own["requests"])) if own.get("requests") else None,
        several=bool(own.get("several", False)),
        sources=(use_case, generic),
    )
    _check(language)
    return language


def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where it is built
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe one


def _step(name: str, told: Mapping[str, Any]) -> StepWords:
    return StepWords(
        name=name,
        words=_pattern(told.get("words", ())),
        choose=_call(told["choose"]) if "choose" in told else None,
        yes=told.get("yes", ""),
        no=told.get("no", ""),
        many=bool(told.get("many", False)),
        names=bool(told.get("names", False)),
        known_as=told.get("known_as", ""),
        amounts=bool(told.get("amounts", False)),
        ids=frozenset(told.get("ids", ())),
        browse=told.get("browse", ""),
        missing=told.get("missing", ""),
        again=told.get("again", ""),
        nobody=told.get("nobody", ""),
        selected=told.get("selected", ""),
        code_of=told.get("code_of", "{code}"),
        ask=told.get("ask", ""),
        exclusive=bool(told.get("exclusive", False)),
        times=bool(told.get("times", False)),
    )


def _step_intents(step: StepWords, told: Mapping[str, Any]) -> Iterable[Intent]:
    if step.choose:
        phrases = _phrases(told.get("phrases", ()))
        yield Intent(f"{step.name}.choose", Kind.ANSWER, phrases, call=step.choose, step=step.name)
    for code, answer in told.get("codes", {}).items():
        yield Intent(
            name=f"{step.name}.{code}",
            kind=Kind.ANSWER,
            phrases=_phrases(answer["phrases"]),
            label=answer.get("label", ""),
            words=_pattern(answer.get("words", ())),
            call=_call(answer) if "call" in answer else step.choose,
            step=step.name,
            code=code,
            needs=answer.get("needs", ""),
            only_at=frozenset(answer.get("only_at", ())),
            at=answer.get("at", {}),
        )


def _intent(name: str, told: Mapping[str, Any]) -> Intent:
    kind = Kind(told.get("kind", Kind.ASK if told.get("asks") else Kind.ANSWER))
    return Intent(
        name=name,
        kind=kind,
        phrases=_phrases(told.get("phrases", ())),
        label=told.get("label", ""),
        words=_pattern(told.get("words", ())),
        call=_call(told) if "call" in told else None,
        reply=told.get("reply", ""),
        step=told.get("answers", ""),
        needs=told.get("needs", ""),
        final=bool(told.get("final", False)),
        alone=bool(told.get("alone", False)),
        at=told.get("at", {}),
        only_at=frozenset(told.get("only_at", ())),
        opens=bool(told.get("opens", False)),
        covers=frozenset(told.get("covers", ())),
    )


def _joined(own: Intent | None, shared: Intent) -> Intent:
    """A use case may say more of a shared intent: its phrases add up, its reply wins."""
    if own is None:
        return shared
    return Intent(
        name=own.name,
        kind=own.kind if own.call else shared.kind,
        phrases=own.phrases + shared.phrases,
        label=own.label or shared.label,
        words=_either(own.words, shared.words),
        call=own.call or shared.call,
        reply=own.reply or shared.reply,
        step=own.step,
        needs=own.needs,
        final=own.final,
        alone=own.alone,
        at=own.at,
        only_at=own.only_at,
        opens=own.opens,
        covers=own.covers,
    )


def _either(one: re.Pattern[str] | None, other: re.Pattern[str] | None) -> re.Pattern[str] | None:
    return re.compile(f"{one.pattern}|{other.pattern}") if one and other else one or other


def _call(told: Mapping[str, Any]) -> Call:
    return Call(told["call"], told.get("with", {}))


def _phrases(told: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(phrase).strip().lower() for phrase in told))


def _pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    found = list(words)
    return re.compile(rf"\b(?:{'|'.join(found)})\b") if found else None


def _check(language: Language) -> None:
    for step in language.steps.values():
        for name in (step.yes, step.no, step.browse, step.missing, step.again, step.nobody):
            if name and name not in language.intents:
                raise LanguageError(f"step {step.name} points at an unknown intent {name}")
    for intent in language.intents.values():
        for name in intent.at.values():
            if name not in language.intents:
                raise LanguageError(f"intent {intent.name} points at an unknown intent {name}")
