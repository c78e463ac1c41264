"""Arbitrary JSON in the shape of widgets never raises, neither compiled nor drawn nor pressed."""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chatkit_core.ui.widgets import sheet
from chatkit_core.ui.widgets.render import Plan, plan_of
from chatkit_core.ui.widgets.sheet import ROOT
from tests.chatkit_core.ui.widgets.components import MINIMAL, SAMPLES, props_of
from tests.chatkit_core.ui.widgets.drawn import draw_page

PROPS = sorted({prop for component in MINIMAL for prop in props_of(component)} - {"children"})
TYPES = [*MINIMAL, "card", "DataGrid", "", "Unheard.Of"]

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
tokens = st.sampled_from([value for values in SAMPLES.values() for value in values])
actions = st.fixed_dictionaries(
    {"type": st.text(max_size=5) | st.integers()}, optional={"payload": scalars}
)
json_values = st.recursive(
    scalars | tokens | actions,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def nodes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    props = st.dictionaries(st.sampled_from(PROPS), json_values, max_size=6)
    kinds = st.sampled_from(TYPES) | scalars
    return st.builds(
        lambda kind, rest, inner: {"type": kind, **rest, "children": inner},
        kinds,
        props,
        st.lists(children, max_size=4) | children,
    )


widgets = st.recursive(nodes(json_values), nodes, max_leaves=12)


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(widgets)
def test_any_widget_compiles(widget: Any) -> None:
    with patch.object(sheet.LOG, "exception") as complained:
        plan = plan_of(widget, None)
    assert complained.call_args_list == []
    assert isinstance(plan, Plan)
    assert "</style" not in plan.css.lower()
    assert plan.css.count("{") == plan.css.count("}")


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(st.lists(widgets, min_size=1, max_size=4))
def test_any_widget_is_drawn_and_pressed(drawn_widgets: list[Any]) -> None:
    shown = draw_page({f"w{at}": one for at, one in enumerate(drawn_widgets)}, {})
    for at in range(min(3, len(shown.at.button))):
        if not shown.at.button[at].disabled:
            shown.at.button[at].click()
            shown.run()
    assert ROOT not in shown.markup
    json.dumps([action for action, _ in shown.fired])
