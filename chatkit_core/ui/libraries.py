"""The libraries that import themselves in circles, imported whole by one thread.

`from agents.models.interface import Model` does not wait for another thread that is half way
through `agents`: it finds modules half made, or both threads stand still. Importing this module
does wait. So what a page imports first imports this before all else.
"""

from __future__ import annotations

import agents  # noqa: F401
import chatkit.server  # noqa: F401
import openai  # noqa: F401
