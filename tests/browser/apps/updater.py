"""The server that updates in place, hosted."""

from chatkit_core.ui.chat import chat
from tests.servers.updater import Updater

chat(Updater(), context={"user": "local"}, key="updater")
