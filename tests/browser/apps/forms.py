"""The form-heavy server, hosted."""

from chatkit_core.ui.chat import chat
from tests.servers.forms import BOOKING, FormServer

chat(FormServer, context={"user": "local"}, key="forms", start_widget=BOOKING)
