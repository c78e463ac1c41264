"""Thread items and attachments as stored JSON, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from chatkit.types import Attachment, ThreadItem, WidgetItem
from chatkit.widgets import DynamicWidgetRoot
from pydantic import TypeAdapter


def parse_item(data: dict[str, Any]) -> ThreadItem:
    """A stored item as its ChatKit class.

    ChatKit's own adapter would read a card as its strict widget classes, which drop every property
    they do not know.
    """
    if data["type"] != "widget":
        return item_adapter().validate_python(data)
    return WidgetItem.model_construct(
        id=data["id"],
        thread_id=data["thread_id"],
        created_at=datetime.fromisoformat(data["created_at"]),
        widget=DynamicWidgetRoot.model_validate(data["widget"]),
        copy_text=data.get("copy_text"),
    )


def utc_stamp(moment: datetime) -> str:
    """A stamp that sorts as text. A naive moment is local time, which is how ChatKit stamps."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


# Building an adapter takes longer than importing this module, so it waits for the first item.
@cache
def item_adapter() -> TypeAdapter[ThreadItem]:
    return cast("TypeAdapter[ThreadItem]", TypeAdapter(ThreadItem))


@cache
def attachment_adapter() -> TypeAdapter[Attachment]:
    return cast("TypeAdapter[Attachment]", TypeAdapter(Attachment))
