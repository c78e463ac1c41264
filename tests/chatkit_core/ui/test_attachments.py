"""A file's bytes reach a server whose web application does not run beside the page."""

from __future__ import annotations

import asyncio
import base64
import io
import socket
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image

from chatkit_core.config import ConfigurationError
from chatkit_core.ui.attachments import upload, writer_of
from chatkit_core.ui.items.messages import bubble
from chatkit_core.ui.thumbnails import Thumbnails


class Keeping:
    def __init__(self) -> None:
        self.kept: list[tuple[Any, ...]] = []

    async def delete(self, attachment_id: str, context: Any) -> None: ...


class WithContext(Keeping):
    def write_file(self, attachment_id: str, data: bytes, context: dict[str, Any]) -> None:
        self.kept.append((attachment_id, data, context))


class WithoutContext(Keeping):
    def keep(self, name: str, content: bytes) -> None:
        self.kept.append((name, content))


class WithTwo(WithContext):
    def thumbnail(self, name: str, content: bytes) -> None: ...


def test_the_method_that_takes_an_id_and_bytes_is_found_whatever_its_name() -> None:
    for store, expected in ((WithContext(), ("a", b"1", "me")), (WithoutContext(), ("a", b"1"))):
        writer = writer_of(store, "me")
        assert writer is not None
        writer("a", b"1")
        assert store.kept == [expected]


def test_no_method_is_guessed_at() -> None:
    assert writer_of(Keeping(), None) is None
    assert writer_of(WithTwo(), None) is None
    assert writer_of(None, None) is None


def test_a_file_for_a_route_that_is_only_named_goes_to_the_method_that_takes_it() -> None:
    store, kept = WithContext(), Thumbnails()
    address = "https://app.invalid/_route/upload/atc_1"

    async def create_attachment(name: str, size: int, mime_type: str) -> dict[str, Any]:
        return {"id": "atc_1", "name": name, "upload_descriptor": {"url": address}}

    client = SimpleNamespace(
        server=SimpleNamespace(attachment_store=store),
        context="me",
        create_attachment=create_attachment,
    )
    host = SimpleNamespace(call=asyncio.run, thumbnails=kept)
    page = SimpleNamespace(host=host, client=client, hooks=SimpleNamespace(on_upload=None))
    file = SimpleNamespace(getvalue=lambda: b"1", type="image/png", name="a.png")
    assert upload(cast(Any, page), file) == "atc_1"
    assert store.kept == [("atc_1", b"1", "me")]


def test_where_nobody_takes_a_file_the_page_says_what_is_missing() -> None:
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))
        where = f"127.0.0.1:{port.getsockname()[1]}"

    async def create_attachment(name: str, size: int, mime_type: str) -> dict[str, Any]:
        return {"id": "atc_1", "name": name, "upload_descriptor": {"url": f"http://{where}/atc_1"}}

    server = SimpleNamespace(attachment_store=Keeping())
    client = SimpleNamespace(server=server, context="me", create_attachment=create_attachment)
    host = SimpleNamespace(call=asyncio.run, thumbnails=Thumbnails())
    page = SimpleNamespace(host=host, client=client, hooks=SimpleNamespace(on_upload=None))
    file = SimpleNamespace(getvalue=lambda: b"1", type="image/png", name="a.png")
    with pytest.raises(ConfigurationError, match=f"Nobody takes files at {where}.*on_upload"):
        upload(cast(Any, page), file)


def picture(size: tuple[int, int]) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, "PNG")
    return made.getvalue()


def test_a_picture_that_went_through_the_page_is_kept_small() -> None:
    kept = Thumbnails()
    kept.keep("atc_1", picture((2000, 1000)))
    found = kept.get("atc_1") or ""
    seen = Image.open(io.BytesIO(base64.b64decode(found.removeprefix("data:image/png;base64,"))))
    assert seen.size == (448, 224)
    item = {"content": [], "attachments": [{"id": "atc_1", "name": "a.png"}]}
    assert f'<img class="ck-thumb" src="{found}"' in bubble(item, small=kept.get)


def test_of_what_is_no_picture_nothing_is_kept() -> None:
    kept = Thumbnails()
    kept.keep("atc_1", b"%PDF-1.7")
    assert kept.get("atc_1") is None
