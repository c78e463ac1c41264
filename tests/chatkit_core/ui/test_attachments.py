"""A file's bytes reach a server whose web application does not run beside the page."""

from __future__ import annotations

from typing import Any

from chatkit_core.ui.attachments import writer_of


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
