"""The server that fails in every way, hosted."""

from chatkit_core.ui.chat import chat
from tests.servers.failing import Failing

chat(Failing, context={"user": "local"}, key="failing")
