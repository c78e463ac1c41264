"""Speech to words, where the server transcribes."""

from __future__ import annotations

import base64
from typing import Any

from chatkit.server import ChatKitServer

from chatkit_core.ui.page import ChatPage
from chatkit_core.ui.speech import MEDIA_TYPE, as_ogg


def takes_speech(server: ChatKitServer[Any]) -> bool:
    """The server has a `transcribe` of its own: the inherited one only raises."""
    return type(server).transcribe is not ChatKitServer.transcribe


def words_of(page: ChatPage, audio: Any) -> str:
    """What was said in a recording, which goes in a format that ChatKit promises its servers."""
    data, media_type = audio.getvalue(), audio.type or "audio/wav"
    if (ogg := as_ogg(data)) is not None:
        data, media_type = ogg, MEDIA_TYPE
    encoded = base64.b64encode(data).decode("ascii")
    return page.host.call(page.client.transcribe(encoded, media_type))
