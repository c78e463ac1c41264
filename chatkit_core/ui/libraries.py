"""The libraries that import themselves in circles, imported whole by one thread.

`from agents.models.interface import Model` does not wait for another thread that is half way
through `agents`: it finds modules half made, or both threads stand still. Importing this module
does wait. So what a page imports first imports this before all else.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec


@contextmanager
def _postponed(package: str) -> Iterator[None]:
    """Modules of `package` can be imported, but its `__init__`, which imports them all, is not run.

    Whoever imports the package afterwards gets it whole, with the modules that are there already.
    """
    spec = None if package in sys.modules else find_spec(package)
    if spec is None:
        yield
        return
    sys.modules[package] = module_from_spec(spec)
    try:
        yield
    finally:
        del sys.modules[package]


# A fifth of the time: agents needs no more of it than an exception, unless it meets an MCP server.
with _postponed("mcp"):
    import agents  # noqa: F401

import chatkit.server  # noqa: E402, F401
import openai  # noqa: E402, F401
