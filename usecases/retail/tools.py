"""The function tools a model gets: each hands its arguments to a command, and adds nothing."""

from __future__ import annotations

from typing import Literal

from chatkit_core.tools import ToolContext
from usecases.retail.domain.models import Resolution
from usecases.retail.domain.session import Question

Selection = Literal["items", "reason", "resolution", "shipping"]

_SELECTIONS: dict[Selection, tuple[str, str]] = {
    "items": ("retail.select_items", "items"),
    "reason": ("retail.choose_reason", "reason"),
    "resolution": ("retail.choose_resolution", "resolution"),
    "shipping": ("retail.choose_shipping", "method"),
}


async def lookup_customer(ctx: ToolContext, query: str) -> str:
    """Find the customer this conversation is about, and bind the conversation to them.

    Args:
        query: A customer number, an e-mail address or a full name, exactly as the customer gave it.
    """
    return await ctx.context.run("retail.identify", {"query": query})


async def get_customer_orders(ctx: ToolContext) -> str:
    """Read all of the customer's orders with their status, and what of them can be returned."""
    return await ctx.context.run("retail.show_orders")


async def get_returnable_items(ctx: ToolContext) -> str:
    """Read which items can be returned today, and why the others can't."""
    return await ctx.context.run("retail.returnable_items")


async def check_return_eligibility(ctx: ToolContext, product: str) -> str:
    """Check whether one item can be returned, and why or why not.

    Args:
        product: The item's code, product number or name.
    """
    return await ctx.context.run("retail.check_eligibility", {"product": product})


async def get_return_reasons(ctx: ToolContext) -> str:
    """Read the codes of the reasons for a return."""
    return await ctx.context.run("retail.reasons")


async def get_resolution_options(ctx: ToolContext) -> str:
    """Read the codes of what the customer can get, with amounts once items and reason are known."""
    return await ctx.context.run("retail.resolutions")


async def get_shipping_options(ctx: ToolContext) -> str:
    """Read the codes of the ways to send items back."""
    return await ctx.context.run("retail.shipping_options")


async def get_retention_offers(ctx: ToolContext) -> str:
    """Read which discounts can be offered for keeping the items."""
    return await ctx.context.run("retail.retention_offers")


async def calculate_refund_amount(ctx: ToolContext, resolution: Resolution | None = None) -> str:
    """Work out what the return pays, with fee and bonus. Never work out an amount yourself.

    Args:
        resolution: For this resolution only; null for the chosen one, or for all of them.
    """
    return await ctx.context.run("retail.refund_amount", {"resolution": resolution})


async def get_customer_return_history(ctx: ToolContext) -> str:
    """Read the customer's past returns and how far each has come; a card shows them too."""
    return await ctx.context.run("retail.history")


async def get_session_context(ctx: ToolContext) -> str:
    """Read what has been answered so far in this conversation, and which step is open."""
    return await ctx.context.run("retail.session_context")


async def set_user_selection(
    ctx: ToolContext, selection_type: Selection, selection_code: str | list[str]
) -> str:
    """Record one answer of the customer; call it once for each answer they gave.

    It also changes an earlier answer. The next card is shown by itself.

    Args:
        selection_type: Which question is answered.
        selection_code: The code of the choice. For items, a list of item codes, or "all".
    """
    command, field = _SELECTIONS[selection_type]
    return await ctx.context.run(command, {field: selection_code})


async def answer_retention_offer(ctx: ToolContext, accept: bool, percent: int | None = None) -> str:
    """Record the answer to the offer of a discount for keeping the items.

    Args:
        accept: Whether the customer keeps the items with the discount.
        percent: The percentage they named; null when they named none.
    """
    return await ctx.context.run("retail.answer_offer", {"accept": accept, "percent": percent})


async def create_return_request(ctx: ToolContext) -> str:
    """Check that the return is complete and its summary card is on screen. Creates nothing yet."""
    return await ctx.context.run("retail.propose")


async def finalize_return_from_session(ctx: ToolContext) -> str:
    """Create the return for good. Only after the customer saw the summary card and clearly agreed."""
    return await ctx.context.run("retail.confirm")


async def search_policies(ctx: ToolContext, query: str) -> str:
    """Find what our policies say. Answer from what it returns only, and name the source file.

    Args:
        query: The customer's question, in their words.
    """
    return await ctx.context.run("retail.search_policies", {"query": query})


async def go_back(ctx: ToolContext, step: Question | None = None) -> str:
    """Ask an answered question again, without a new answer to it yet.

    Args:
        step: The question to ask again; null for the one before.
    """
    return await ctx.context.run("retail.go_back", {"step": step})


async def start_over(ctx: ToolContext) -> str:
    """Forget all answers and begin again, or begin another return after a finished one."""
    return await ctx.context.run("retail.start_over")


async def cancel_return(ctx: ToolContext) -> str:
    """Drop the return that is being put together; nothing is returned then."""
    return await ctx.context.run("retail.cancel")


TOOLS = (
    lookup_customer,
    get_customer_orders,
    get_returnable_items,
    check_return_eligibility,
    get_return_reasons,
    get_resolution_options,
    get_shipping_options,
    get_retention_offers,
    calculate_refund_amount,
    get_customer_return_history,
    get_session_context,
    set_user_selection,
    answer_retention_offer,
    create_return_request,
    finalize_return_from_session,
    search_policies,
    go_back,
    start_over,
    cancel_return,
)
