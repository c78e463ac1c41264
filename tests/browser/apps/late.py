"""A chat on a page that takes its time at every run."""

import time

from chatkit_core.ui.chat import chat
from tests.servers.talker import Talker

time.sleep(1.2)
chat(Talker, context={"user": "local"}, key="late")
