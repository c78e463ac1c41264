"""How each property of each component is drawn; `docs/widgets.md` is generated from this table.

Run `python -m chatkit_core.ui.widgets.reference > docs/widgets.md` after a change; a test holds the
file and chatkit's own classes to it.
"""

from __future__ import annotations

import sys

NATIVE = {
    "Button": "st.button",
    "Chart": "st.plotly_chart",
    "Checkbox": "st.checkbox",
    "DatePicker": "st.date_input",
    "Input": "st.text_input",
    "Markdown": "st.markdown",
    "RadioGroup": "st.radio",
    "Select": "st.selectbox",
    "Textarea": "st.text_area",
}
"""Components that are a Streamlit element of their own; the others are markup and containers."""

SIZES = {
    **dict.fromkeys(("width", "height"), "CSS size; a number is px"),
    "size": "width and height",
    **dict.fromkeys(("minWidth", "minHeight", "maxWidth", "maxHeight"), "CSS size limit"),
    "minSize": "minimum width and height",
    "maxSize": "maximum width and height",
    "aspectRatio": "CSS aspect-ratio",
    "flex": "CSS flex; a number grows by that share",
}
BOX = {
    **SIZES,
    "children": "drawn in order; a single child and bare text are accepted",
    "align": "align-items",
    "justify": "justify-content",
    "wrap": "flex-wrap; a row of controls wraps unless told not to",
    "gap": "units of 4 px, or CSS; 8 px by default",
    "padding": "per side; units of 4 px, or CSS (its shorthand, too)",
    "margin": "per side; units of 4 px, or CSS",
    "border": "per edge: size, style, colour token",
    "radius": "radius token",
    "background": "surface token, primitive colour, CSS, a picture or {light, dark}",
}
PRESSED = {"onClickAction": "the whole of it is one button; controls in it stay their own"}
PRESSED_BOX = {**BOX, **PRESSED}
TEXT = {
    "value": "literal text: Markdown, maths, emoji codes and HTML are shown as they are",
    "color": "text token, alpha-0 to alpha-100, primitive colour, CSS or {light, dark}",
    "weight": "font weight",
    "size": "type scale",
    "textAlign": "text-align",
    "truncate": "one line with an ellipsis; the whole text is the tooltip",
    "maxLines": "line clamp",
}
FIELD = {
    "name": "key in the form values; dots nest",
    "disabled": "switched off",
    "size": "height and font size",
    "variant": "soft fill, outline or none",
    "pill": "fully round",
    "block": "the whole width",
    "placeholder": "placeholder; also the accessible name where there is no Label",
    "onChangeAction": "fired on a change, with the form's values or its own",
    "required": "stops a submit with a message at the field",
    "pattern": "the whole value must match, else a message at the field",
    "defaultValue": "initial value; counts as a form value",
}
NO_FOCUS = "not drawn: Streamlit cannot focus or select an input from the server"
STATUS = "line above the content, with icon or favicon (image rules apply)"
THEME = "forces light or dark colours for its subtree"
COMMON = ("id", "key")

COMPONENTS: dict[str, dict[str, str]] = {
    "Badge": {
        "label": "literal text",
        "color": "tone",
        "variant": "solid, soft or outline",
        "size": "height and font size",
        "pill": "round unless false",
    },
    "Basic": {
        **{name: BOX[name] for name in ("children", "gap", "padding", "align", "justify")},
        "direction": "row or col",
        "theme": THEME,
    },
    "Box": {**PRESSED_BOX, "direction": "row or col"},
    "Button": {
        "submit": "validates the nearest form and fires its onSubmitAction",
        "label": "literal text",
        "onClickAction": "fired with the form's values, if it is in one",
        "iconStart": "Material symbol; alone, its name is the accessible name",
        "iconEnd": "Material symbol after the label",
        "style": "primary is solid, secondary is soft",
        "iconSize": "font size of the icons",
        "color": "tone",
        "variant": "solid, soft, outline or ghost",
        "size": "height, padding and font size",
        "pill": "round unless false",
        "uniform": "as wide as high",
        "block": "the whole width",
        "disabled": "switched off",
    },
    "Caption": TEXT,
    "Card": {
        "asForm": "a form: confirm submits it, cancel carries its values too",
        "children": BOX["children"],
        "background": BOX["background"],
        **{name: BOX[name] for name in ("border", "radius")},
        **PRESSED,
        "size": "maximum width: 360, 440, 560 px or all; 440 by default",
        "padding": "per side; 16 px by default",
        "status": STATUS,
        "collapsed": "only status or first text is left",
        "confirm": "primary button in the footer",
        "cancel": "outlined button in the footer",
        "theme": THEME,
    },
    "Chart": {
        **{name: SIZES[name] for name in SIZES if name != "height"},
        "data": "rows, up to 2,000",
        "series": "bar, area and line, stacked and mixed; tokens or {light, dark} colours",
        "xAxis": "data key, labels, hide",
        "showYAxis": "tick labels of the y axis",
        "showLegend": "legend below, on unless false",
        "showTooltip": "hover text, on unless false",
        "barGap": "gap in a group, as a percentage of a bar",
        "barCategoryGap": "gap between groups, as a percentage",
        "height": "px; 260 by default",
    },
    "Checkbox": {
        **{name: FIELD[name] for name in ("name", "onChangeAction", "disabled", "required")},
        "label": "literal text",
        "defaultChecked": FIELD["defaultValue"],
    },
    "Col": PRESSED_BOX,
    "DatePicker": {
        **{name: text for name, text in FIELD.items() if name not in ("required", "pattern")},
        "placeholder": "accessible name only: the date field shows its own pattern",
        "min": "earliest date",
        "max": "latest date",
        "side": "not drawn: the browser places the calendar",
        "align": "not drawn: the browser places the calendar",
        "clearable": "a button empties it",
    },
    "Divider": {
        "color": "border token, primitive colour, CSS or {light, dark}",
        "size": "thickness",
        "spacing": "margin before and after",
        "flush": "up to the edges of the card",
    },
    "Form": {
        **BOX,
        "onSubmitAction": "fired by a submit button, after validation, with all values; a form without any button gets one",
        "direction": "row or col",
    },
    "Icon": {
        "name": "Material symbol; lucide: names are matched, others become a quiet stand-in",
        "color": TEXT["color"],
        "size": "12 to 32 px",
    },
    "Image": {
        **SIZES,
        **PRESSED,
        "src": "http(s) on an allowed domain, or a data image; else its description",
        "alt": "alternative text",
        "fit": "object-fit",
        "position": "object-position",
        "radius": "radius token; md by default",
        "frame": "hairline around it",
        "flush": "up to the edges of the card",
        "margin": BOX["margin"],
        "background": BOX["background"],
    },
    "Input": {
        **{name: FIELD[name] for name in FIELD if name not in ("onChangeAction", "block")},
        "inputType": "password, email, tel and url as native types; email, url, number checked",
        "allowAutofillExtensions": "autocomplete is off unless true",
        "autoSelect": NO_FOCUS,
        "autoFocus": NO_FOCUS,
        "gutterSize": "inner padding",
    },
    "Label": {
        **{name: TEXT[name] for name in ("value", "size", "weight", "textAlign", "color")},
        "fieldName": "its text becomes the accessible name of that field",
    },
    "ListView": {
        "children": "items; anything else is drawn as it is",
        "limit": "the rest comes with a Show more button; auto is 5",
        "status": STATUS,
        "theme": THEME,
    },
    "ListViewItem": {
        "children": BOX["children"],
        **PRESSED,
        "gap": BOX["gap"],
        "align": "align-items; centred by default",
    },
    "Markdown": {
        "value": "Markdown; Streamlit's icon, colour and maths codes stay text, images are checked",
        "streaming": "not needed: every update is drawn",
    },
    "RadioGroup": {
        **{name: FIELD[name] for name in ("name", "onChangeAction", "disabled", "required")},
        "defaultValue": FIELD["defaultValue"],
        "options": "a disabled option is faded and never sent",
        "ariaLabel": "accessible name where there is no Label",
        "direction": "row unless col",
    },
    "Row": PRESSED_BOX,
    "Select": {
        **{name: text for name, text in FIELD.items() if name not in ("required", "pattern")},
        "options": "label with its description; a disabled option is left out",
        "clearable": "a button empties it; one without a default can always be emptied",
        "searchable": "search in the list; on from 16 options",
    },
    "Spacer": {"minSize": "least length along the flow"},
    "Table": {"children": "rows; an HTML table, or a grid when a cell holds a control"},
    "Table.Cell": {
        "children": BOX["children"],
        "width": "column width",
        "padding": BOX["padding"],
        "colSpan": "columns it covers",
        "rowSpan": "rows it covers; ignored in a grid",
        "align": "horizontal alignment",
        "vAlign": "vertical alignment",
        "colSize": "column width token",
    },
    "Table.Row": {"children": "cells", "header": "header cells"},
    "Text": {
        **TEXT,
        "streaming": "not needed: every update is drawn",
        "italic": "italic",
        "lineThrough": "struck through",
        "width": SIZES["width"],
        "minLines": "least height",
        "editable": "looks like the text until it is typed over; an area from two lines on",
    },
    "Textarea": {
        **{name: FIELD[name] for name in FIELD if name not in ("onChangeAction", "block", "pill")},
        "autoSelect": NO_FOCUS,
        "autoFocus": NO_FOCUS,
        "gutterSize": "inner padding",
        "rows": "height; 3 by default, at least 2",
        "autoResize": "grows with its content",
        "maxRows": "not drawn: Streamlit grows a text area without a limit",
        "allowAutofillExtensions": "not drawn: text areas are not autofilled",
    },
    "Title": TEXT,
    "Transition": {"children": "drawn as it is: Streamlit keeps elements in place between runs"},
}

HEAD = """# Widgets

How `chatkit_core.ui.widgets` draws each component and property of ChatKit's widgets. Components
without a Streamlit element of their own are markup or keyed containers. Any other component is
shown as a quiet note with its name, its readable texts and actions, and its children; so are rows
and cards that say something in properties of their own instead of in children.

`id` addresses streamed updates and `key` is React's own; neither is visible.

Generated by `python -m chatkit_core.ui.widgets.reference`; do not edit by hand.
"""


def as_markdown() -> str:
    """The whole document."""
    return "\n".join([HEAD, *(_section(name, props) for name, props in COMPONENTS.items())])


def _section(name: str, props: dict[str, str]) -> str:
    drawn = f"`{NATIVE[name]}`" if name in NATIVE else "markup"
    rows = "\n".join(f"| `{prop}` | {props[prop]} |" for prop in sorted(props))
    return f"## {name}\n\nDrawn as {drawn}.\n\n| Property | Drawn how |\n|---|---|\n{rows}\n"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
