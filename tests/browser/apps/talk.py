"""The talking server, hosted; a second page beside it to switch to."""

from chatkit_core.ui.chat import Prompt, chat
from tests.servers.talker import Talker

chat(
    Talker,
    context={"user": "local"},
    key="talk",
    greeting="Talk to me",
    subtitle="A server for tests.",
    prompts=[Prompt("Show a card", "card", ":material/style:"), Prompt("Many words", "slow 40")],
    disclaimer="Answers are made up.",
)
