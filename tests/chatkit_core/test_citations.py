"""What a hosted search cites reaches the answer."""

from __future__ import annotations

from typing import Any

import pytest
from chatkit import agents
from chatkit.types import FileSource, URLSource
from openai.types.responses import ResponseOutputTextAnnotationAddedEvent
from pydantic import ValidationError

from chatkit_core.citations import mend_citations

PAGE = {"type": "url_citation", "url": "https://example.com", "title": "Example"}
FILE = {"type": "file_citation", "file_id": "file_1", "filename": "rates.pdf", "index": 4}


def streamed(citation: dict[str, Any]) -> object:
    """A citation as the client's own class for the event has it."""
    places = {"annotation_index": 0, "content_index": 0, "output_index": 0, "sequence_number": 1}
    event = ResponseOutputTextAnnotationAddedEvent.model_validate(
        {
            "type": "response.output_text.annotation.added",
            "item_id": "msg_1",
            "annotation": {"start_index": 0, "end_index": 4, **citation},
            **places,
        }
    )
    return event.annotation


async def converted(annotation: object) -> Any:
    return await agents._convert_annotation(annotation, agents._DEFAULT_RESPONSE_STREAM_CONVERTER)


async def test_chatkit_still_needs_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """When this fails, ChatKit reads citations by itself and the module can go."""
    mend_citations()
    helped = agents._convert_annotation
    closure = dict(zip(helped.__code__.co_freevars, helped.__closure__ or (), strict=True))
    monkeypatch.setattr(agents, "_convert_annotation", closure["convert"].cell_contents)
    with pytest.raises(ValidationError):
        await converted(streamed(PAGE))


async def test_pages_and_files_that_are_cited_are_sources() -> None:
    mend_citations()
    page = (await converted(streamed(PAGE))).source
    assert isinstance(page, URLSource)
    assert (page.url, page.title) == ("https://example.com", "Example")
    file = (await converted(streamed(FILE))).source
    assert isinstance(file, FileSource)
    assert file.filename == "rates.pdf"
    assert (await converted({"start_index": 0, "end_index": 4, **PAGE})).source == page
