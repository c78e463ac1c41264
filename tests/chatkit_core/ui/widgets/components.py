"""Sample values for every component and property of chatkit's widget classes."""

from __future__ import annotations

from typing import Any

from chatkit import widgets as chatkit_widgets

ACTION = {"type": "act", "payload": {"a": 1}}
TEXT = {"type": "Text", "value": "inside"}
OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B", "disabled": True}]
ROW = {
    "type": "Table.Row",
    "header": True,
    "children": [{"type": "Table.Cell", "children": [TEXT]}],
}

# The smallest useful widget per component, and the AppTest name of what must appear.
MINIMAL: dict[str, tuple[dict[str, Any], str]] = {
    "Badge": ({"label": "New"}, "html"),
    "Basic": ({"children": [TEXT]}, "html"),
    "Box": ({"children": [TEXT]}, "html"),
    "Button": ({"label": "Go", "onClickAction": ACTION}, "button"),
    "Caption": ({"value": "small"}, "html"),
    "Card": ({"children": [TEXT]}, "html"),
    "Chart": (
        {
            "data": [{"x": "a", "y": 1}, {"x": "b", "y": 2}],
            "series": [{"type": "bar", "dataKey": "y", "label": "Y"}],
            "xAxis": "x",
        },
        "plotly_chart",
    ),
    "Checkbox": ({"name": "f", "label": "Yes"}, "checkbox"),
    "Col": ({"children": [TEXT]}, "html"),
    "DatePicker": ({"name": "f"}, "date_input"),
    "Divider": ({}, "html"),
    "Form": ({"children": [TEXT]}, "html"),
    "Icon": ({"name": "star"}, "html"),
    "Image": ({"src": "https://example.com/a.png", "alt": "A"}, "html"),
    "Input": ({"name": "f"}, "text_input"),
    "Label": ({"value": "Name", "fieldName": "f"}, "html"),
    "ListView": ({"children": [{"type": "ListViewItem", "children": [TEXT]}]}, "html"),
    "ListViewItem": ({"children": [TEXT]}, "html"),
    "Markdown": ({"value": "**bold**"}, "markdown"),
    "RadioGroup": ({"name": "f", "options": OPTIONS}, "radio"),
    "Row": ({"children": [TEXT]}, "html"),
    "Select": ({"name": "f", "options": OPTIONS}, "selectbox"),
    "Spacer": ({}, "html"),
    "Table": ({"children": [ROW]}, "html"),
    "Table.Cell": ({"children": [TEXT]}, "html"),
    "Table.Row": ({"children": ROW["children"], "header": True}, "html"),
    "Text": ({"value": "text"}, "html"),
    "Textarea": ({"name": "f"}, "text_area"),
    "Title": ({"value": "Title"}, "html"),
    "Transition": ({"children": TEXT}, "html"),
}

LENGTHS = [3, 0, "40", "50%", "calc(100% - 2rem)", 12.5]
COLORS = ["secondary", "red-500", "#abc", "rgb(1 2 3 / 50%)", {"light": "blue-100", "dark": "#000"}]
SIDES = [2, "1rem", {"x": 2, "y": "3px"}, {"top": 1, "right": 2, "bottom": 3, "left": 4}]
SIZES = ["3xs", "2xs", "xs", "sm", "md", "lg", "xl", "2xl", "3xl", "4xl", "5xl", "full", 40]
STATUS = [
    {"text": "Done", "icon": "check"},
    {"text": "By us", "favicon": "https://a.b/c", "frame": True},
]
BORDERS = [1, {"size": 2, "color": "strong", "style": "dashed"}, {"x": 1, "top": {"size": 3}}]
COMMIT = [{"label": "Yes", "action": ACTION}]

SAMPLES: dict[str, list[Any]] = {
    "align": ["start", "center", "end", "baseline", "stretch"],
    "aspectRatio": [1.5, "16/9", "auto"],
    "background": ["surface-secondary", *COLORS],
    "border": BORDERS,
    "cancel": COMMIT,
    "children": [[TEXT], TEXT, [TEXT, TEXT]],
    "color": [*COLORS, "success", "discovery", "caution", "info"],
    "colSize": ["xs", "xl"],
    "confirm": COMMIT,
    "curveType": ["linear", "step", "natural"],
    "data": [[{"x": "a", "y": 1}, {"x": "b"}], []],
    "defaultValue": ["a", "2026-05-06T00:00:00", "text"],
    "direction": ["row", "col"],
    "editable": [False, {"name": "e", "required": True, "placeholder": "p", "pattern": ".*"}],
    "fit": ["cover", "contain", "fill", "scale-down", "none"],
    "flex": [1, 0, "1 1 auto"],
    "gutterSize": ["2xs", "xs", "sm", "md", "lg", "xl"],
    "iconSize": ["sm", "md", "lg", "xl", "2xl"],
    "iconStart": ["plus", "lucide:x", "vendor:y"],
    "iconEnd": ["chevron-right"],
    "inputType": ["number", "email", "text", "password", "tel", "url"],
    "justify": ["start", "center", "end", "between", "around", "evenly", "stretch"],
    "limit": [1, "auto", 100],
    "margin": SIDES,
    "max": ["2030-01-01T00:00:00"],
    "min": ["2020-01-01T00:00:00"],
    "name": ["f", "a.b", ""],
    "options": [OPTIONS, [], ["plain"]],
    "padding": SIDES,
    "position": ["top left", "top", "center", "bottom right"],
    "radius": ["none", "2xs", "md", "4xl", "full", "100%"],
    "series": [
        [{"type": kind, "dataKey": "y", "label": None, "stack": "s", "curveType": "monotone"}]
        for kind in ("bar", "area", "line")
    ],
    "side": ["top", "left"],
    "size": SIZES,
    "src": ["https://example.com/a.png", "data:image/png;base64,AAAA", "/relative.png"],
    "status": STATUS,
    "style": ["primary", "secondary"],
    "textAlign": ["start", "center", "end"],
    "theme": ["light", "dark"],
    "vAlign": ["start", "center", "end"],
    "variant": ["solid", "soft", "outline", "ghost"],
    "weight": ["normal", "medium", "semibold", "bold"],
    "wrap": ["nowrap", "wrap", "wrap-reverse"],
    "xAxis": ["x", {"dataKey": "x", "hide": True, "labels": {"a": "Alpha"}}],
}
LENGTH_PROPS = {"gap", "height", "width", "minSize", "minHeight", "minWidth", "maxSize"}
LENGTH_PROPS |= {
    "maxHeight",
    "maxWidth",
    "spacing",
    "barGap",
    "barCategoryGap",
    "colSpan",
    "rowSpan",
}
COUNTS = {"minLines", "maxLines", "rows", "maxRows"}
STRINGS = {"value", "label", "alt", "placeholder", "pattern", "ariaLabel", "fieldName", "key", "id"}
TABLE_PROPS = {
    "Table": ["children"],
    "Table.Row": ["children", "header"],
    "Table.Cell": [
        "children",
        "width",
        "padding",
        "colSpan",
        "rowSpan",
        "align",
        "vAlign",
        "colSize",
    ],
    "Basic": ["children", "theme", "direction", "gap", "padding", "align", "justify"],
}


def props_of(component: str) -> list[str]:
    if component in TABLE_PROPS:
        return TABLE_PROPS[component]
    fields = getattr(chatkit_widgets, component).model_fields
    return [name for name in fields if name != "type"]


def samples(prop: str) -> list[Any]:
    if prop in SAMPLES:
        return SAMPLES[prop]
    if prop in LENGTH_PROPS:
        return LENGTHS
    if prop in COUNTS:
        return [1, 3]
    if prop in STRINGS:
        return ["words", ""]
    return [ACTION] if prop.endswith("Action") else [True, False]
