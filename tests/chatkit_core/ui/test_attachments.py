"""A file's bytes reach a server whose web application does not run beside the page."""

from __future__ import annotations

import base64
import io
from typing import Any

from PIL import Image

from chatkit_core.ui.attachments import writer_of
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
