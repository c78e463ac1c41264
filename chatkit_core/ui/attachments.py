"""Files for a message: registered with the server, and their bytes brought where it says."""

from __future__ import annotations

import inspect
import logging
import urllib.request
from collections.abc import Callable
from typing import Any, get_type_hints
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from chatkit.server import ChatKitServer

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.client import Json
from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.page_request import is_named_only

log = logging.getLogger(__name__)

UPLOAD_SECONDS = 30.0

Writer = Callable[[str, bytes], Any]


def takes_files(server: ChatKitServer[Any]) -> bool:
    return store_of(server) is not None


def store_of(server: ChatKitServer[Any]) -> Any:
    """Where files go; nowhere for a server that never called ChatKit's own `__init__`."""
    return getattr(server, "attachment_store", None)


def upload(page: ChatPage, file: Any) -> str:
    """Register one uploaded file and send its bytes; the attachment's id. Raises on any failure."""
    data = bytes(file.getvalue())
    mime_type = file.type or "application/octet-stream"
    attachment = page.host.call(page.client.create_attachment(file.name, len(data), mime_type))
    if page.hooks.on_upload is not None:
        page.hooks.on_upload(attachment, data)
    else:
        _bring(page, attachment, data, mime_type)
    return str(attachment["id"])


def _bring(page: ChatPage, attachment: Json, data: bytes, mime_type: str) -> None:
    """To the address that the server names; into its own attachment store where nobody listens.

    Servers name an address of the web application that they were written for, which does not run
    beside this page.
    """
    descriptor: Json | None = attachment.get("upload_descriptor")
    writer = writer_of(store_of(page.client.server), page.client.context)
    try:
        if descriptor is not None and not (writer and is_named_only(str(descriptor["url"]))):
            _send(descriptor, data, mime_type)
            return
    except (OSError, ValueError) as error:
        if writer is None:
            raise _unheard(descriptor, error) from error
        log.info("Nobody takes an upload at %s.", descriptor, exc_info=True)
    if writer is not None:
        page.host.call(_written(writer, str(attachment["id"]), data))
        # Nobody answers at the address of its preview either.
        page.host.thumbnails.keep(str(attachment["id"]), data)


def _unheard(descriptor: Json | None, error: Exception) -> Exception:
    """One sentence for whoever reads the page, where nobody answers at a server's own address."""
    refused = isinstance(error, URLError) and not isinstance(error, HTTPError)
    if descriptor is None or not refused:
        return error
    where = urlsplit(str(descriptor["url"])).netloc
    return ConfigurationError(
        f"Nobody takes files at {where}, where this assistant wants them: start its web application "
        "there, or hand over a function with chat(…, on_upload=…)."
    )


async def _written(writer: Writer, attachment_id: str, data: bytes) -> None:
    result = writer(attachment_id, data)
    if inspect.isawaitable(result):
        await result


def writer_of(store: Any, context: Any) -> Writer | None:
    """The one method of an attachment store that takes an id and bytes; None if there is no such
    method, or more than one.
    """
    methods = inspect.getmembers(store, inspect.ismethod)
    writers = [method for name, method in methods if not name.startswith("_") and _writes(method)]
    if len(writers) != 1:
        return None
    writer = writers[0]
    takes_context = len(inspect.signature(writer).parameters) == 3
    return (lambda name, data: writer(name, data, context)) if takes_context else writer


def _writes(method: Any) -> bool:
    """`(id: str, data: bytes)`, and a context after them or not."""
    try:
        hints = get_type_hints(method)
    except (NameError, TypeError):
        return False
    names = list(inspect.signature(method).parameters)
    kinds = [hints.get(name) for name in names]
    return len(names) in (2, 3) and kinds[:2] == [str, bytes]


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
