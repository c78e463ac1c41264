"""Table, Table.Row and Table.Cell: an HTML table, or a grid when a cell holds a control."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chatkit_core.ui.widgets.layout import Flow, compose
from chatkit_core.ui.widgets.node import Node
from chatkit_core.ui.widgets.parts import Block, Html, Part
from chatkit_core.ui.widgets.registry import register
from chatkit_core.ui.widgets.sheet import Sheet
from chatkit_core.ui.widgets.tokens import BORDERS, TEXT_COLORS, length, sides

ALIGNMENTS = {"start": "start", "center": "center", "end": "end"}
VERTICAL = {"start": "top", "center": "middle", "end": "bottom"}
GRID = {"start": "flex-start", "center": "center", "end": "flex-end"}
COLUMNS = {"xs": "64px", "sm": "96px", "md": "144px", "lg": "208px", "xl": "288px"}
MOST_COLUMNS = 50


@register("Table")
def table(node: Node, sheet: Sheet) -> Part:
    rows = [_row_node(child) for child in _list(node.raw("children"))]
    cells = [
        [
            (cell, sheet.children(_titled(cell) if row.flag("header") else cell))
            for cell in _cells(row)
        ]
        for row in rows
        if row is not None
    ]
    headers = [row.flag("header") for row in rows if row is not None]
    if all(isinstance(part, Html) for row in cells for _, parts in row for part in parts):
        return _static(cells, headers)
    return _live(cells, headers, sheet)


@register("Table.Row")
def loose_row(node: Node, sheet: Sheet) -> Part:
    return table(Node({"type": "Table", "children": [node.props]}), sheet)


@register("Table.Cell")
def loose_cell(node: Node, sheet: Sheet) -> Part:
    return compose(sheet.children(node), Flow(), sheet)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _row_node(value: Any) -> Node | None:
    return Node(value) if isinstance(value, Mapping) else None


def _cells(row: Node) -> list[Node]:
    """The cells of a row; anything else found there becomes a cell of its own."""
    if row.type.replace(".", "").lower() != "tablerow":
        return [Node({"children": [row.props]})]
    found = [cell for cell in _list(row.raw("children")) if cell is not None]
    return [
        Node(cell)
        if isinstance(cell, Mapping) and _is_cell(cell.get("type"))
        else Node({"children": [cell]})
        for cell in found[:MOST_COLUMNS]
    ]


def _is_cell(kind: Any) -> bool:
    return isinstance(kind, str) and kind.replace(".", "").lower() == "tablecell"


def _titled(cell: Node) -> Node:
    """A cell of a header, whose texts look like one unless their author says otherwise."""
    looks = {"size": "sm", "weight": "medium", "color": "secondary"}
    titled = [
        {**looks, **child} if isinstance(child, Mapping) and Node(child).type == "Text" else child
        for child in _list(cell.raw("children"))
    ]
    return Node({**cell.props, "children": titled})


Cells = list[list[tuple[Node, list[Part]]]]


def _static(rows: Cells, headers: list[bool]) -> Part:
    body = "".join(
        f"<tr>{''.join(_cell(node, parts, header) for node, parts in row)}</tr>"
        for row, header in zip(rows, headers, strict=True)
    )
    markup = f'<table style="border-collapse:collapse;width:100%;margin:0;border:0">{body}</table>'
    return Html(markup, "overflow-x:auto;max-width:100%")


def _cell(node: Node, parts: list[Part], header: bool) -> str:
    tag, extra = ("th", ' scope="col"') if header else ("td", "")
    for prop in ("colSpan", "rowSpan"):
        span = node.count(prop, MOST_COLUMNS)
        extra += f' {prop.lower()}="{span}"' if span > 1 else ""
    inner = "".join(part.markup() for part in parts if isinstance(part, Html))
    body = f'<div style="display:flex;flex-direction:column;gap:2px;{_cross(node)}">{inner}</div>'
    return f'<{tag}{extra} style="{_cell_style(node, header)}">{body}</{tag}>'


def _cross(node: Node) -> str:
    return f"align-items:{node.choice('align', GRID | {'': 'stretch'}, '')}"


def _cell_style(node: Node, header: bool) -> str:
    tone = "secondary" if header else "primary"
    pad = {"top": "8px", "right": "10px", "bottom": "8px", "left": "10px"}
    pad |= sides(node.raw("padding"))
    style = [f"padding:{pad['top']} {pad['right']} {pad['bottom']} {pad['left']}"]
    style.append(f"border:0;border-bottom:1px solid {BORDERS['subtle']}")
    style.append(f"font-size:14px;font-weight:{'500' if header else '400'}")
    style.append(f"color:{TEXT_COLORS[tone]};background:transparent")
    style.append(f"text-align:{node.choice('align', ALIGNMENTS, 'start')}")
    style.append(f"vertical-align:{node.choice('vAlign', VERTICAL, 'center')}")
    width = length(node.raw("width")) or COLUMNS.get(node.text("colSize"))
    if width:
        style.append(f"width:{width}")
    return ";".join(style)


def _live(rows: Cells, headers: list[bool], sheet: Sheet) -> Part:
    """Cells with controls cannot live in an HTML table: the same look on a CSS grid."""
    columns = max((sum(node.count("colSpan") or 1 for node, _ in row) for row in rows), default=1)
    blocks: list[Part] = []
    for row, header in zip(rows, headers, strict=True):
        used = 0
        for node, parts in row:
            span = min(node.count("colSpan", MOST_COLUMNS) or 1, columns)
            blocks.append(_grid_cell(node, parts, header, span, sheet))
            used += span
        if used < columns:
            blocks.append(_grid_cell(Node({}), [Html("")], header, columns - used, sheet))
    slot = sheet.slot("table")
    sheet.style(
        slot,
        f"width:100%;justify-content:stretch;display:grid;grid-template-columns:repeat({columns},minmax(0,auto));gap:0;"
        "align-items:stretch",
    )
    return Block(slot, blocks)


def _grid_cell(node: Node, parts: list[Part], header: bool, span: int, sheet: Sheet) -> Part:
    slot = sheet.slot("cell")
    across = GRID[node.word("align", tuple(GRID), "start")]
    down = GRID[node.word("vAlign", tuple(GRID), "center")]
    style = _cell_style(node, header)
    sheet.style(slot, f"{style};height:100%;align-items:{across};justify-content:{down};gap:4px")
    sheet.style(slot, "width:auto;max-width:100%", ">*")
    item = f"grid-column:span {span};width:100%;flex:1 1 auto"
    sheet.style(slot, item, sheet.wrapper)
    return Block(slot, parts or [Html("")])
