"""What if: a decision again, with other inputs or other rules, at once and without consequences."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

import streamlit as st

from chatkit_core.trace.event import Event
from chatkit_core.trace.wording import humanize
from chatkit_core.ui.edge import guarded, say
from chatkit_core.ui.escaping import plain
from chatkit_core.ui.inspector.clauses import decision_card
from chatkit_core.ui.inspector.view import View
from chatkit_core.what_if import (
    Knob,
    WhatIfError,
    concerned,
    decide,
    differing,
    knobs,
    turned,
    usual,
)

ROUND = "inspector.what_if.round"


def draw_what_if(view: View, event: Event) -> None:
    """Draw a knob for every input and parameter of the policy that decided, and the other outcome."""
    policies = view.source.policies(view.conversation.use_case)
    rule = event.name
    if policies is None or rule not in policies.policies:
        st.html('<p class="in-quiet">This policy is not part of the app any more.</p>')
        return
    policy = policies.policies[rule]
    ordinary = usual(policies, rule)
    in_force = {**ordinary, **view.frame.rules.get(rule, {})}
    st.html('<h4 class="in-detail-title">What if</h4>')
    outcome = st.container(key="in-outcome")
    with st.container(key="in-knobs"):
        inputs_side, rules_side = st.columns(2, gap="medium")
    force = zlib.crc32(json.dumps(in_force, sort_keys=True).encode())
    stem = f"in-knob-{event.seq}-{force}-{st.session_state.get(ROUND, 0)}"
    with inputs_side:
        st.html('<p class="in-side">The case</p>')
        inputs = _draw_knobs(policy.inputs, event.data["inputs"], {}, f"{stem}-i", view)
    with rules_side:
        st.html('<p class="in-side">The rules</p>')
        parameters = _draw_knobs(policy.parameters, in_force, inputs, f"{stem}-p", view)
    with outcome:
        _draw_outcome(view, event, lambda: decide(policies, rule, inputs, parameters))
    _draw_buttons(view, rule, differing(ordinary, parameters), changed=parameters != in_force)


def _draw_outcome(view: View, event: Event, ask: Callable[[], Any]) -> None:
    try:
        decision = _as_recorded(ask())
    except WhatIfError as problem:
        st.warning(str(problem), icon=":material/warning:")
        return
    before = event.data
    same = {**decision, "inputs": None} == {**_as_recorded(before), "inputs": None}
    if same:
        st.html('<p class="in-quiet">Turn a knob: the decision follows at once.</p>')
    else:
        st.html(decision_card(view.shown(decision), view.shown(before), "It would be"))


def _as_recorded(decision: Any) -> dict[str, Any]:
    """A decision in the form in which the log has it."""
    found = decision if isinstance(decision, dict) else asdict(decision)
    clauses = [dict(clause) for clause in found.get("clauses") or ()]
    return {**found, "verdict": str(found["verdict"]), "clauses": clauses}


def _draw_buttons(view: View, rule: str, own: Mapping[str, Any], *, changed: bool) -> None:
    rules = {**{k: dict(v) for k, v in view.frame.rules.items()}, rule: dict(own)}
    with st.container(horizontal=True, key="in-apply"):
        st.button(
            "Apply to this conversation",
            key="in-apply-rules",
            type="primary",
            icon=":material/gavel:",
            disabled=not changed,
            help="From its next step on, this one conversation follows these rules.",
            on_click=guarded(
                lambda: _apply(view, rules, "Own rules for this conversation: applied.")
            ),
        )
        if view.frame.rules:
            st.button(
                "Back to the usual rules",
                key="in-usual-rules",
                on_click=guarded(lambda: _apply(view, {}, "The usual rules are in force again.")),
            )
        st.button("Reset", key="in-reset", type="tertiary", on_click=_reset)


def _apply(view: View, rules: Mapping[str, Mapping[str, Any]], done: str) -> None:
    view.source.apply_rules(view.conversation, rules)
    view.followed.extend(view.source)
    view.cursor.go_live()
    say(done, icon=":material/gavel:")
    _reset()


def _reset() -> None:
    """New keys: every knob stands as it was decided."""
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _draw_knobs(
    model: Any, values: Mapping[str, Any], inputs: Mapping[str, Any], stem: str, view: View
) -> dict[str, Any]:
    """The values as the knobs stand; `inputs` are those of the case, for its rules."""
    found = dict(values)
    for knob in concerned(knobs(model, values), inputs):
        shown = FORMS[knob.form](
            knob, _label(knob), f"{stem}-{'-'.join(knob.path)}-{knob.form}", view
        )
        if shown != knob.value:
            try:
                found = turned(found, knob, shown)
            except WhatIfError as problem:
                st.warning(str(problem), icon=":material/warning:")
    return found


def _label(knob: Knob) -> str:
    if knob.distance:
        return plain(knob.distance.label)
    return plain(" · ".join(humanize(part) for part in knob.path))


def _toggle(knob: Knob, label: str, key: str, view: View) -> Any:
    return st.toggle(label, bool(knob.value), key=key)


def _number(knob: Knob, label: str, key: str, view: View) -> Any:
    value = None if knob.value is None else int(knob.value)
    return st.number_input(label, value=value, step=1, key=key, placeholder="none")


def _decimal(knob: Knob, label: str, key: str, view: View) -> Any:
    value = None if knob.value is None else float(knob.value)
    found = st.number_input(label, value=value, step=0.5, format="%.2f", key=key)
    return knob.value if found == value else found


def _text(knob: Knob, label: str, key: str, view: View) -> Any:
    """What is masked cannot be changed: the token would become the value."""
    shown = view.shown(knob.value or "")
    found = st.text_input(label, shown, key=key, disabled=shown != (knob.value or ""))
    return knob.value if found == shown else found


def _choice(knob: Knob, label: str, key: str, view: View) -> Any:
    index = knob.options.index(knob.value) if knob.value in knob.options else None
    return st.selectbox(label, knob.options, index=index, format_func=_code, key=key)


def _choices(knob: Knob, label: str, key: str, view: View) -> Any:
    return st.multiselect(label, knob.options, default=knob.value, format_func=_code, key=key)


def _numbers(knob: Knob, label: str, key: str, view: View) -> Any:
    """A list of numbers, written one after the other; what is no number counts as nothing."""
    before = ", ".join(map(str, knob.value))
    found = st.text_input(label, before, key=key, help="Whole numbers, with commas between them")
    if found == before:
        return knob.value
    return [
        int(one)
        for one in (found or "").replace(",", " ").split()
        if one.isascii() and one.isdigit()
    ]


def _date(knob: Knob, label: str, key: str, view: View) -> Any:
    value = date.fromisoformat(knob.value) if knob.value else None
    found = st.date_input(label, value, key=key)
    return found.isoformat() if isinstance(found, date) else None


def _moment(knob: Knob, label: str, key: str, view: View) -> Any:
    """A moment in the time zone in which it was decided."""
    value = datetime.fromisoformat(knob.value) if knob.value else None
    found = st.datetime_input(label, value.replace(tzinfo=None) if value else None, key=key)
    if (
        value is None
        or found is None
        or found == value.replace(tzinfo=None, second=0, microsecond=0)
    ):
        return knob.value
    return found.replace(tzinfo=value.tzinfo).isoformat()


def _time(knob: Knob, label: str, key: str, view: View) -> Any:
    value = time.fromisoformat(knob.value) if knob.value else None
    found = st.time_input(label, value, key=key)
    return knob.value if found == value or found is None else found.isoformat()


def _code(code: Any) -> str:
    return plain(humanize(str(code)))


FORMS: Mapping[str, Callable[[Knob, str, str, View], Any]] = {
    "toggle": _toggle,
    "number": _number,
    "decimal": _decimal,
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "numbers": _numbers,
    "date": _date,
    "moment": _moment,
    "time": _time,
    "distance": _number,
}
