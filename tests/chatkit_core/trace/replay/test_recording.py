"""A recording is JSONL of events; any other file is refused with one sentence, and no secret is in one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chatkit_core.trace.log import Event
from chatkit_core.trace.replay.recording import RecordingError, read_recording, write_recording
from chatkit_core.trace.replay.run import replay
from chatkit_core.trace.replay.script import script_of
from chatkit_core.trace.secrets import SecretRemover
from tests.chatkit_core.test_model_chain import unreachable
from tests.chatkit_core.tiny import USE_CASE
from tests.chatkit_core.trace.recordings import RECORDING, recorded
from tests.chatkit_core.trace.replay.shop import Shop
from tests.chatkit_core.trace.replay.test_run import START, says

LINE = RECORDING.read_text().splitlines()[0]


def changed(**fields: Any) -> str:
    return json.dumps({**json.loads(LINE), **fields})


def test_what_was_written_is_read_back() -> None:
    assert read_recording(write_recording(recorded())) == recorded()


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("", "This file is empty."),
        ("\n \n", "This file is empty."),
        (b"\xff\xfe\x00", "This file is not a recording: it is not text."),
        ("hello", "This is not a recording: line 1 is not JSON."),
        (LINE[:-5], "This is not a recording: line 1 is not JSON."),
        ("[" * 100_000, "This is not a recording: line 1 is not JSON."),
        ("[1, 2]", "This is not a recording: line 1 is no event of this app."),
        ('{"role": "user"}', "This is not a recording: line 1 is no event of this app."),
        (changed(v=2), "This recording has the version 2; this app reads version 1."),
        (changed(v="1"), "This recording has the version 1; this app reads version 1."),
        (changed(at="now"), "This recording is damaged: in line 1, “at” is not as it should be."),
        (changed(at=float("nan")), "in line 1, “at” is not as it should be."),
        (changed(thread_id="../x"), "in line 1, “thread_id” is not as it should be."),
        (changed(phase="middle"), "in line 1, “phase” is not as it should be."),
        (changed(more=1), "in line 1, it has fields nobody knows."),
        (changed(seq=2), "This recording is damaged: event 1 is missing."),
        (f"{LINE}\n{changed(seq=3)}", "This recording is damaged: event 2 is missing."),
        (f"{LINE}\n{changed(seq=2, thread_id='thr_2')}", "more than one conversation."),
    ],
)
def test_any_other_file_is_refused_with_one_sentence(file: str | bytes, sentence: str) -> None:
    with pytest.raises(RecordingError) as refused:
        read_recording(file)
    assert sentence in str(refused.value)
    assert str(refused.value).count(".") == 1


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    text = RECORDING.read_text().replace("\n", "\r\n")
    assert read_recording(b"\xef\xbb\xbf" + text.encode()) == recorded()


def test_a_log_without_what_a_replay_needs_is_refused() -> None:
    with pytest.raises(RecordingError, match="older version of the app"):
        script_of(recorded())


@pytest.mark.parametrize("data", [None, [], "x", {"ops": 1}, {"item": 3}, {"context": {}}])
def test_events_of_any_shape_are_refused_and_never_crash(data: Any) -> None:
    events = [Event.from_json({**e.to_json(), "data": data}) for e in recorded()]
    with pytest.raises(RecordingError):
        script_of(events)


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        ('"created_at": "', '"created_at": "in May, '),
        ('"text": "hello"', '"text": [null]'),
        ('"output": [{', '"output": [{"type": "<b>", "role": 3}, {'),
        ('"action": {', '"action": 0, "was": {'),
    ],
)
async def test_a_recording_with_nonsense_in_it_is_one_sentence(
    tmp_path: Path, whole: str, broken: str
) -> None:
    async with Shop(tmp_path, (says("Hello."),)) as shop:
        await shop.say(START, "hello")
        text = await shop.recording()
    assert whole in text
    try:
        told = (await replay(USE_CASE, read_recording(text.replace(whole, broken)))).difference
        sentence = told.sentence if told else ""
    except RecordingError as refused:
        sentence = str(refused)
    assert sentence
    assert "\n" not in sentence


async def test_a_recording_of_another_use_case_is_refused(tmp_path: Path) -> None:
    async with Shop(tmp_path, ()) as shop:
        await shop.say(START)
        text = (await shop.recording()).replace('"use_case": "tiny"', '"use_case": "bank"')
    with pytest.raises(RecordingError, match="not of Tiny shop"):
        await replay(USE_CASE, read_recording(text))


async def test_no_secret_is_in_a_recording_wherever_it_was_planted(tmp_path: Path) -> None:
    """In a message, an answer, a tool call's header, the settings and the text of an error."""
    typed, header = "sk-abcdefghijklmnop1234", "Authorization: Bearer abc.def-ghi_123456"
    own, later = "0123456789abcdef0123456789abcdef", "hunter2-hunter2"
    broken = RuntimeError(f"401 for key {own} with {header}")
    broken.__cause__ = unreachable()
    settings = {"azure_openai_api_key": own, "azure_openai_endpoint": "https://x.openai.azure.com"}
    settings |= {"azure_openai_deployment": "d"}
    steps = (says(f"I heard {own} and {typed}"), broken, says(f"and {later}", "msg_2"))
    async with Shop(tmp_path, steps, settings) as shop:
        await shop.say(START, f"my key is {typed}, password: swordfish", f"{header}", "again")
        action = {"type": "tiny.start", "payload": {"api_key": own, "note": header}}
        await shop.request("threads.custom_action", item_id=None, action=action)
        text = write_recording(await shop.events(), SecretRemover([own, later]))
    for secret in (typed, own, "abc.def-ghi_123456", "swordfish", later):
        assert secret not in text
    assert "[removed]" in text
    assert (await replay(USE_CASE, read_recording(text))).difference is None
