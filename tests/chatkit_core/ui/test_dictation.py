"""Speech goes to the server as ChatKit's transcribe request, where the server takes it."""

from __future__ import annotations

import io

import pytest
from chatkit.server import ChatKitServer

from chatkit_core.ui.attachments import takes_files
from chatkit_core.ui.dictation import takes_speech, words_of
from chatkit_core.ui.host import ChatHost
from chatkit_core.ui.page import ChatPage, Hooks, Options, PageState
from chatkit_core.ui.runtime import LoopThread
from tests.servers.clerk import Clerk
from tests.servers.talker import Talker
from tests.speech import wav


class Recording(io.BytesIO):
    """What the input line hands over."""

    type = "audio/wav"


def test_a_recording_comes_back_as_words() -> None:
    loop = LoopThread()
    host = ChatHost(Clerk(), loop)
    page = ChatPage(host, host.client({}), "chat", PageState(), Options(), Hooks())
    assert words_of(page, Recording(b"hello")) == "5 bytes of audio/wav"
    # What ChatKit promises a server: WebM, Ogg or MP4.
    assert words_of(page, Recording(wav([1, 2, 3]))).endswith(" bytes of audio/ogg")
    loop.stop()


@pytest.mark.parametrize(("server", "able"), [(Clerk(), True), (Talker(), False)])
def test_the_composer_offers_what_the_server_takes(server: ChatKitServer, able: bool) -> None:
    assert takes_speech(server) is able
    assert takes_files(server) is able
