"""Print the figures: `python -m tests.bench [clicks] [startup] [stream] [foreign] ... [--quick]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable

from tests.bench import action, app, clicks, crowd, foreign, inspector, startup, stream
from tests.bench.browser import chromium
from tests.bench.target import BARE, hello, usual

Row = tuple[str, str, str]


def click_rows(quick: bool) -> Iterable[Row]:
    few, many = app.retail(10), app.retail(500)
    others = () if quick else (usual(10), usual(500))
    with chromium() as browser:
        found = clicks.measure(browser, (BARE, few, many, *others))
    bare = found[BARE.name].median
    aims = {few.name: "at most 0.8", many.name: "at most 0.9"}
    for name, figures in found.items():
        ratio = figures.median / bare
        yield (
            f"click to paint: {name}",
            f"{figures.median:.0f} ms = {ratio:.2f}",
            aims.get(name, ""),
        )
    for name, figures in found.items():
        aim = "at most 12 ms" if name in aims else ""
        yield f"server time of a click: {name}", f"{figures.cpu:.1f} ms", aim
    for name, figures in found.items():
        if figures.lost:
            yield f"clicks without an answer: {name}", str(figures.lost), "none"


def action_rows(quick: bool) -> Iterable[Row]:
    yield (
        "server time of one action",
        f"{action.measure(50 if quick else 300):.2f} ms",
        "at most 2.5 ms",
    )


def startup_rows(quick: bool) -> Iterable[Row]:
    with chromium() as browser:
        stock = startup.measure(browser, hello())
        ours = startup.measure(browser, app.command(), path=app.PATH, usable=app.USABLE)
    yield "start to first usable page: streamlit hello", f"{stock:.2f} s", ""
    yield "start to first usable page: the app", f"{ours:.2f} s = {ours / stock:.2f}", "at most 1.3"


def crowd_rows(quick: bool) -> Iterable[Row]:
    visitors, each = (10, 4) if quick else (50, 8)
    for target in (BARE, app.newcomers()):
        found = crowd.measure(target, visitors=visitors, clicks=each)
        aimed = target is not BARE
        figure = f"{found.median:.0f} ms, p95 {found.p95:.0f} ms"
        yield f"{visitors} browsers: {target.name}", figure, "median 500 ms" if aimed else ""
        if found.lost:
            yield f"clicks without an answer: {target.name}", str(found.lost), "none"
        memory = f"{found.megabytes:.1f} MB"
        yield f"memory of one open page: {target.name}", memory, "at most 3 MB" if aimed else ""


def stream_rows(quick: bool) -> Iterable[Row]:
    with chromium() as browser:
        found = stream.measure(browser, turns=2 if quick else 5)
    yield "model's first word sent to painted", f"{found.first:.0f} ms", ""
    what = f"{stream.TOKENS} words at {stream.PER_SECOND} a second: the last one painted"
    yield what, f"{found.last:.0f} ms after it was sent", ""


def foreign_rows(quick: bool) -> Iterable[Row]:
    few, many = foreign.mixed(10), foreign.mixed(500)
    with chromium() as browser:
        for target in (few, many):
            taken = foreign.opening(browser, target, times=2 if quick else 5)
            yield f"open: {target.name}", f"{taken:.0f} ms", ""
        found = clicks.measure(browser, (BARE, few, many))
    bare = found[BARE.name].median
    aims = {few.name: "at most 0.8", many.name: "at most 0.9"}
    for name, figures in found.items():
        ratio = f"{figures.median:.0f} ms = {figures.median / bare:.2f}"
        yield f"click to paint: {name}", ratio, aims.get(name, "")
        yield f"server time of a click: {name}", f"{figures.cpu:.1f} ms", ""


def inspector_rows(quick: bool) -> Iterable[Row]:
    cost = inspector.capture(2_000 if quick else 10_000)
    yield "recording one event: on the request's path", f"{cost.emit:.0f} µs", ""
    yield "recording one event: with its writing", f"{cost.whole:.0f} µs", ""
    with chromium() as browser:
        taken = inspector.lag(browser, times=3 if quick else 8)
        yield "request to another browser's Inspector", f"{taken:.0f} ms", "at most 1000 ms"
        found = inspector.long(browser, times=3 if quick else 10)
    events = f"{inspector.EVENTS:,} events"
    yield f"open the Inspector on {events}", f"{found.open:.0f} ms", ""
    yield f"one step back in {events}", f"{found.step:.0f} ms", ""
    yield f"a new event behind {events}: recorded to painted", f"{found.follow:.0f} ms", ""
    yield f"memory of one open page on {events}", f"{found.memory:.1f} MB", ""
    yield f"processor while nothing happens, {events}", f"{found.idle * 100:.1f} %", ""


PARTS: dict[str, Callable[[bool], Iterable[Row]]] = {
    "clicks": click_rows,
    "action": action_rows,
    "startup": startup_rows,
    "crowd": crowd_rows,
    "stream": stream_rows,
    "foreign": foreign_rows,
    "inspector": inspector_rows,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all of them unless named")
    parser.add_argument("--quick", action="store_true", help="fewer clicks, fewer visitors")
    chosen = parser.parse_args()
    for part in chosen.parts or PARTS:
        for what, figure, aim in PARTS[part](chosen.quick):
            print(f"{what:<58}{figure:>28}   {aim and 'aim: ' + aim}", flush=True)


if __name__ == "__main__":
    main()
