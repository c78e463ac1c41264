"""Everything that is known of one event."""

from __future__ import annotations

from typing import Any

from chatkit_core.trace.details import details
from chatkit_core.trace.frame import frame
from chatkit_core.trace.prompt import PromptDiff
from tests.chatkit_core.trace.recordings import recorded


def parts(seq: int, step: int | None = None) -> dict[str, Any]:
    log = recorded()
    return {part.title: part.value for part in details(log, frame(log, step), log[seq - 1])}


def seq_of(kind: str, phase: str = "start", nth: int = 0) -> int:
    return [e.seq for e in recorded() if (e.kind, e.phase) == (kind, phase)][nth]


def test_a_tool_has_its_whole_arguments_and_result_at_its_beginning_and_at_its_end() -> None:
    for phase in ("start", "end"):
        found = parts(seq_of("tool", phase))
        assert found["Arguments"] == {"customer": "C-9"}
        assert found["Result"] == ["O-1", "O-2"]


def test_a_step_at_which_a_tool_still_runs_knows_no_result() -> None:
    running = seq_of("tool")
    assert "Result" not in parts(running, running)


def test_a_model_call_has_its_prompt_its_answer_its_figures_and_what_changed() -> None:
    found = parts(seq_of("model", nth=1))
    assert found["Instructions"] == "Be brief."
    assert found["Tools"] == ["look_up", "set_reason", "wait"]
    assert [m.get("role") or m["type"] for m in found["Messages"]] == [
        "user", "function_call", "function_call_output",
    ]  # fmt: skip
    assert found["Output"]
    assert found["Figures"]["First token"] > 0
    assert {"Model", "Duration", "Tokens in", "Tokens out"} <= set(found["Figures"])
    assert isinstance(found["What changed in the prompt"], PromptDiff)


def test_a_decision_has_rule_clauses_verdict_and_sentence() -> None:
    found = parts(seq_of("decision", "point"))["Decision"]
    assert (found["rule"], found["verdict"], found["because"]) == (
        "window", "allowed", "It is in time.",
    )  # fmt: skip
    assert found["clauses"][0]["passed"] is True


def test_a_request_has_the_exact_chatkit_request_and_the_events_in_order() -> None:
    found = parts(1)
    assert found["ChatKit request"]["type"] == "threads.create"
    assert [e["type"] for e in found["ChatKit events"]] == ["thread.item.done"] * 2
    assert found["ChatKit events"][0]["item"]["type"] == "user_message"


def test_a_change_has_its_reason_and_its_operations() -> None:
    found = parts(seq_of("state", "point", 1))
    assert found["Why"] == "the customer said why"
    assert {op["key"] for op in found["Changes"]} == {"reason", "step"}


def test_an_error_comes_first_with_its_real_text() -> None:
    failed = next(e.seq for e in recorded() if e.error)
    found = parts(failed)
    assert next(iter(found)) == "Error"
    assert found["Error"] == "ValueError: there is no reason called NONSENSE"


def test_every_event_ends_with_itself_raw() -> None:
    for event in recorded():
        assert list(parts(event.seq).items())[-1] == ("Raw event", event.to_json())
