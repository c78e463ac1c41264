"""A foreign server with a long conversation, hosted; MIXED_ITEMS says how long."""

import os
from functools import partial

from chatkit_core.ui.chat import chat
from tests.servers.mixed import Mixed

chat(partial(Mixed, int(os.environ["MIXED_ITEMS"])), context={"user": "local"}, key="mixed")
