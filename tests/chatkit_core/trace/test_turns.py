"""What every request took."""

from __future__ import annotations

from chatkit_core.trace.frame import frame
from chatkit_core.trace.turns import turns
from tests.chatkit_core.trace.recordings import made, recorded


def test_every_request_is_counted_with_its_calls_and_time() -> None:
    found = turns(frame(recorded()))
    assert [(t.writer, t.calls, t.tools, t.state) for t in found] == [
        ("typed", 2, 1, "done"),
        ("clicked", 0, 0, "done"),
        ("typed", 3, 2, "done"),
        ("clicked", 0, 0, "failed"),
    ]
    assert all(t.ms is not None and t.ms > 0 for t in found)
    assert found[0].first_token_ms is not None
    assert found[1].first_token_ms is None


def test_of_a_long_conversation_the_newest_are_counted() -> None:
    everything = turns(frame(recorded()))
    assert turns(frame(recorded()), limit=2) == everything[-2:]


def test_tokens_and_money_are_added_up_and_unknown_money_is_not_nothing() -> None:
    def call(n: int, cost: float | None) -> dict[str, object]:
        usage = {"input_tokens": 100 * n, "output_tokens": n}
        return {"usage": usage, **({"cost_usd": cost} if cost is not None else {})}

    log = made(
        ("request", "start", "r", None),
        ("model", "start", "m1", "r"), ("model", "end", "m1", "r"),
        ("model", "start", "m2", "r"), ("model", "end", "m2", "r"),
        ("store", "point", "s", "r"),
        ("request", "end", "r", None),
        m1=call(1, 0.25), m2=call(2, None), s={"ops": [{"ms": 1.5}, {"ms": 2.0}]},
    )  # fmt: skip
    (turn,) = turns(frame(log))
    assert (turn.tokens_in, turn.tokens_out, turn.cost_usd) == (300, 3, 0.25)
    assert turn.store_ms == 3.5
    assert turns(frame(recorded()))[0].cost_usd is None
