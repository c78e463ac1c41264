"""The server whose tool needs approval, hosted."""

from chatkit_core.ui.chat import chat
from tests.servers.approver import Approver

chat(Approver, context={"user": "local"}, key="approver")
