"""One `thread.item.updated` applied to one item, on JSON; the item passed in is not touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
Update = Mapping[str, Any]


def updated_item(item: Json, update: Update) -> Json:
    """The item after `update`; an update of an unknown type, or for a missing part, is ignored."""
    change = _UPDATES.get(str(update.get("type")))
    return change(item, update) if change else item


def _part(item: Json, update: Update, change: Callable[[Json], Json]) -> Json:
    """Replace one content part, padding: updates may arrive for a part that is not there yet."""
    content = list(item.get("content") or [])
    index = int(update.get("content_index", 0))
    while len(content) <= index:
        content.append({"type": "output_text", "text": "", "annotations": []})
    content[index] = change(content[index])
    return {**item, "content": content}


def _content(item: Json, update: Update) -> Json:
    return _part(item, update, lambda _: dict(update["content"]))


def _text_delta(item: Json, update: Update) -> Json:
    def grow(part: Json) -> Json:
        return {**part, "text": part.get("text", "") + update["delta"]}

    return _part(item, update, grow)


def _annotation(item: Json, update: Update) -> Json:
    def annotate(part: Json) -> Json:
        notes = list(part.get("annotations") or [])
        notes.insert(int(update.get("annotation_index", len(notes))), update["annotation"])
        return {**part, "annotations": notes}

    return _part(item, update, annotate)


def _widget_root(item: Json, update: Update) -> Json:
    return {**item, "widget": update["widget"]}


def _widget_component(item: Json, update: Update) -> Json:
    component = update["component"]
    return {**item, "widget": _map_node(item.get("widget"), update, lambda _: component)}


def _widget_text(item: Json, update: Update) -> Json:
    def grow(node: Json) -> Json:
        value = str(node.get("value") or "") + update["delta"]
        return {**node, "value": value, "streaming": not update.get("done", False)}

    return {**item, "widget": _map_node(item.get("widget"), update, grow)}


def _map_node(node: Any, update: Update, change: Callable[[Json], Json]) -> Any:
    """Rebuild the tree along the way to the component with the update's id."""
    if isinstance(node, list):
        return [_map_node(child, update, change) for child in node]
    if not isinstance(node, dict):
        return node
    if node.get("id") == update.get("component_id"):
        return change(node)
    return {
        key: _map_node(value, update, change) if isinstance(value, (dict, list)) else value
        for key, value in node.items()
    }


def _task_added(item: Json, update: Update) -> Json:
    return _tasks(item, update, insert=True)


def _task_updated(item: Json, update: Update) -> Json:
    return _tasks(item, update, insert=False)


def _tasks(item: Json, update: Update, *, insert: bool) -> Json:
    workflow = dict(item.get("workflow") or {})
    tasks = list(workflow.get("tasks") or [])
    index = int(update.get("task_index", len(tasks)))
    if insert or index >= len(tasks):
        tasks.insert(index, update["task"])
    else:
        tasks[index] = update["task"]
    workflow["tasks"] = tasks
    return {**item, "workflow": workflow}


def _image(item: Json, update: Update) -> Json:
    return {**item, "image": update["image"], "progress": update.get("progress")}


_UPDATES: dict[str, Callable[[Json, Update], Json]] = {
    "assistant_message.content_part.added": _content,
    "assistant_message.content_part.text_delta": _text_delta,
    "assistant_message.content_part.annotation_added": _annotation,
    "assistant_message.content_part.done": _content,
    "widget.streaming_text.value_delta": _widget_text,
    "widget.component.updated": _widget_component,
    "widget.root.updated": _widget_root,
    "workflow.task.added": _task_added,
    "workflow.task.updated": _task_updated,
    "generated_image.updated": _image,
}
