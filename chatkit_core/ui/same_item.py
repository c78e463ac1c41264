"""Whether two sights of a thread item, as JSON, are of one version."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from chatkit_core.item_json import item_adapter

Json = dict[str, Any]


def same_item(one: Json | None, other: Json) -> bool:
    """True also where one came out of a store that reads its items again, and lost what ChatKit's
    own classes do not know.
    """
    if one is None or one == other:
        return one is not None
    return one.get("type") == other.get("type") and _known(one) == _known(other)


def _known(item: Json) -> Json:
    try:
        read = item_adapter().validate_python(item)
    except ValidationError:
        return item
    return read.model_dump(mode="json", exclude_none=True)
