"""The function tools a model gets: each hands its arguments to a command, and adds nothing."""

from __future__ import annotations

from typing import Literal

from usecases.sample.domain.session import Question

from chatkit_core.tools import ToolContext

Selection = Literal["topic", "contact"]


async def lookup_member(ctx: ToolContext, query: str) -> str:
    """Find the member this conversation is about, and bind the conversation to them.

    Args:
        query: A member number, an e-mail address or a full name, exactly as the member gave it.
    """
    return await ctx.context.run("sample.identify", {"query": query})


async def set_user_selection(
    ctx: ToolContext, selection_type: Selection, selection_code: str
) -> str:
    """Record one answer of the member; call it once for each answer they gave.

    It also changes an earlier answer. The next card is shown by itself.

    Args:
        selection_type: Which question is answered.
        selection_code: The code of the choice.
    """
    payload = {selection_type: selection_code}
    return await ctx.context.run(f"sample.choose_{selection_type}", payload)


async def create_request(ctx: ToolContext) -> str:
    """Check that the request is complete and its summary card is on screen. Sends nothing yet."""
    return await ctx.context.run("sample.propose")


async def finalize_request_from_session(ctx: ToolContext) -> str:
    """Send the request for good. Only after the member saw the summary card and clearly agreed."""
    return await ctx.context.run("sample.confirm")


async def get_session_context(ctx: ToolContext) -> str:
    """Read what has been answered so far in this conversation, and which step is open."""
    return await ctx.context.run("sample.session_context")


async def search_policies(ctx: ToolContext, query: str) -> str:
    """Find what our policies say. Answer from what it returns only, and name the source file.

    Args:
        query: The member's question, in their words.
    """
    return await ctx.context.run("sample.search_policies", {"query": query})


async def go_back(ctx: ToolContext, step: Question | None = None) -> str:
    """Ask an answered question again, without a new answer to it yet.

    Args:
        step: The question to ask again; null for the one before.
    """
    return await ctx.context.run("sample.go_back", {"step": step})


async def start_over(ctx: ToolContext) -> str:
    """Forget all answers and begin again, or begin another request after a finished one."""
    return await ctx.context.run("sample.start_over")


async def cancel_request(ctx: ToolContext) -> str:
    """Drop the request that is being put together; nothing is sent then."""
    return await ctx.context.run("sample.cancel")


TOOLS = (
    lookup_member,
    set_user_selection,
    create_request,
    finalize_request_from_session,
    get_session_context,
    search_policies,
    go_back,
    start_over,
    cancel_request,
)
