"""What changed in a prompt since the one before."""

from __future__ import annotations

from typing import Any

from chatkit_core.trace.event import Event
from chatkit_core.trace.prompt import PromptDiff, message_text, prompt_diff
from tests.chatkit_core.trace.recordings import made, recorded


def asked(*prompts: dict[str, Any]) -> list[Event]:
    names = [f"m{n}" for n in range(len(prompts))]
    return made(*(("model", "start", name, None) for name in names), **dict(zip(names, prompts, strict=True)))  # fmt: skip


def says(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": text}


def diff(*prompts: dict[str, Any]) -> PromptDiff:
    found = prompt_diff(asked(*prompts), len(prompts))
    assert found is not None
    return found


def test_the_first_prompt_has_nothing_before_it() -> None:
    assert diff({"input": [says("user", "hi")]}).before is None


def test_new_messages_are_added_and_the_rest_is_kept() -> None:
    hi = says("user", "hi")
    found = diff({"input": [hi]}, {"input": [hi, says("assistant", "hello"), says("user", "bye")]})
    assert (found.before, found.kept) == (1, 1)
    assert [(c.kind, c.part) for c in found.changes] == [
        ("added", "message 2 · assistant"), ("added", "message 3 · user"),
    ]  # fmt: skip
    assert found.changes[1].lines == ("+bye",)


def test_a_message_in_place_of_another_is_one_change_line_by_line() -> None:
    def situation(step: str) -> dict[str, Any]:
        text = f'SITUATION\n{{"today": "2026-01-05", "step": "{step}"}}'
        return {"input": [says("user", "hi"), says("system", text)]}

    (change,) = diff(situation("items"), situation("reason")).changes
    assert (change.kind, change.part) == ("changed", "message 2 · system")
    assert '- "step": "items"' in change.lines
    assert '+ "step": "reason"' in change.lines
    assert '  "today": "2026-01-05",' in change.lines


def test_instructions_and_tools_are_compared_too() -> None:
    found = diff(
        {"instructions": "Be brief.\nBe kind.", "tools": ["a"], "input": []},
        {"instructions": "Be brief.\nBe quick.", "tools": ["a", "b"], "input": []},
    )
    assert [(c.kind, c.part) for c in found.changes] == [
        ("changed", "instructions"), ("changed", "tools"),
    ]  # fmt: skip
    assert found.changes[0].lines == (" Be brief.", "-Be kind.", "+Be quick.")


def test_a_message_that_is_gone_is_told() -> None:
    found = diff({"input": [says("user", "a"), says("user", "b")]}, {"input": [says("user", "b")]})
    assert [(c.kind, c.lines) for c in found.changes] == [("removed", ("-a",))]


def test_a_prompt_that_is_a_bare_text_is_a_message() -> None:
    assert [c.lines for c in diff({"input": "a"}, {"input": "b"}).changes] == [("-a", "+b")]


def test_calls_and_their_results_read_as_such() -> None:
    call = {"type": "function_call", "name": "look_up", "arguments": '{"id": 1}'}
    assert message_text(call) == 'look_up({\n "id": 1\n})'
    assert message_text({"type": "function_call_output", "output": "[1]"}) == "[\n 1\n]"


def test_in_a_recording_the_second_call_of_a_turn_gained_the_call_and_its_result() -> None:
    models = [e.seq for e in recorded() if (e.kind, e.phase) == ("model", "start")]
    found = prompt_diff(recorded(), models[1])
    assert found is not None
    assert found.before == models[0]
    assert [c.part for c in found.changes] == [
        "message 2 · function call", "message 3 · function call output",
    ]  # fmt: skip
    assert prompt_diff(recorded(), 1) is None
