"""Files for a message: registered with the server, and their bytes brought where it says."""

from __future__ import annotations

import urllib.request
from typing import Any

from chatkit.server import ChatKitServer

from chatkit_core.ui.client import Json
from chatkit_core.ui.page import ChatPage

UPLOAD_SECONDS = 30.0


def takes_files(server: ChatKitServer[Any]) -> bool:
    return server.attachment_store is not None


def upload(page: ChatPage, file: Any) -> str:
    """Register one uploaded file and send its bytes; the attachment's id. Raises on any failure."""
    data = bytes(file.getvalue())
    mime_type = file.type or "application/octet-stream"
    attachment = page.host.call(page.client.create_attachment(file.name, len(data), mime_type))
    descriptor: Json | None = attachment.get("upload_descriptor")
    if page.hooks.on_upload is not None:
        page.hooks.on_upload(attachment, data)
    elif descriptor is not None:
        _send(descriptor, data, mime_type)
    return str(attachment["id"])


def _send(descriptor: Json, data: bytes, mime_type: str) -> None:
    """The second phase of a two-phase upload: the server's own address, as it described it."""
    url = str(descriptor["url"])
    if not url.startswith(("http://", "https://")):
        raise ValueError("An upload goes to http or https only.")
    headers = {"Content-Type": mime_type, **(descriptor.get("headers") or {})}
    request = urllib.request.Request(  # noqa: S310
        url, data=data, headers=headers, method=str(descriptor.get("method") or "PUT")
    )
    with urllib.request.urlopen(request, timeout=UPLOAD_SECONDS):  # noqa: S310
        return
