"""The function tools a model gets: each hands its arguments to a command, and adds nothing."""

from __future__ import annotations

from typing import Literal

from chatkit_core.tools import ToolContext
from usecases.healthcare.domain.session import Question

Selection = Literal["specialty", "provider", "type", "date", "slot"]

_SELECTIONS: dict[Selection, tuple[str, str]] = {
    "specialty": ("healthcare.choose_specialty", "specialty"),
    "provider": ("healthcare.choose_provider", "provider"),
    "type": ("healthcare.choose_type", "appointment_type"),
    "date": ("healthcare.choose_date", "date"),
    "slot": ("healthcare.choose_slot", "slot"),
}


async def lookup_patient(ctx: ToolContext, query: str) -> str:
    """Find the patient this conversation is about, and bind the conversation to them.

    Args:
        query: A patient number, an e-mail address or a full name, exactly as the patient gave it.
    """
    return await ctx.context.run("healthcare.identify", {"query": query})


async def emergency_advice(ctx: ToolContext, words: str) -> str:
    """Give emergency advice. Call it first, and alone, whenever words could mean an emergency.

    Args:
        words: What the patient said, in their own words.
    """
    return await ctx.context.run("healthcare.emergency", {"words": words})


async def describe_need(ctx: ToolContext, complaint: str) -> str:
    """Record what the appointment is about and find the right specialty. Never a diagnosis.

    Args:
        complaint: What the patient said, in their own words.
    """
    return await ctx.context.run("healthcare.describe_need", {"complaint": complaint})


async def get_specialties(ctx: ToolContext) -> str:
    """Read the codes of the specialties."""
    return await ctx.context.run("healthcare.specialties")


async def get_providers(ctx: ToolContext) -> str:
    """Read the doctors of the chosen specialty, or all of them, and when each is free next."""
    return await ctx.context.run("healthcare.providers")


async def get_appointment_types(ctx: ToolContext) -> str:
    """Read the codes of the kinds of appointments, with length and notice."""
    return await ctx.context.run("healthcare.types")


async def find_available_slots(ctx: ToolContext, when: str, provider: str) -> str:
    """Look what is free, without choosing anything. Never guess a free time yourself.

    Args:
        when: A day, time or part of a day in the patient's words; empty for the next free times.
        provider: A doctor's code or name; empty for the chosen one.
    """
    return await ctx.context.run("healthcare.find_slots", {"when": when, "provider": provider})


async def get_upcoming_appointments(ctx: ToolContext) -> str:
    """Read the patient's upcoming appointments; a card shows them too."""
    return await ctx.context.run("healthcare.upcoming")


async def get_cancellation_fee(ctx: ToolContext, appointment: str) -> str:
    """Work out what cancelling an upcoming appointment would cost. Cancels nothing.

    Args:
        appointment: Its number or the patient's words for it; empty for the only one.
    """
    return await ctx.context.run("healthcare.cancellation_fee", {"appointment": appointment})


async def get_session_context(ctx: ToolContext) -> str:
    """Read what has been answered so far in this conversation, and which step is open."""
    return await ctx.context.run("healthcare.session_context")


async def set_user_selection(
    ctx: ToolContext, selection_type: Selection, selection_code: str
) -> str:
    """Record one answer of the patient; call it once for each answer they gave.

    It also changes an earlier answer. The next card is shown by itself.

    Args:
        selection_type: Which question is answered.
        selection_code: The code of the choice. A provider may be a name, or SOONEST for whoever is
            free first. A date or slot may be the patient's own words: "next Tuesday afternoon",
            "half nine", "an hour later", "the first one".
    """
    command, field = _SELECTIONS[selection_type]
    return await ctx.context.run(command, {field: selection_code})


async def create_appointment_request(ctx: ToolContext) -> str:
    """Check that all is complete and the summary card is on screen. Books nothing yet."""
    return await ctx.context.run("healthcare.propose")


async def finalize_appointment_from_session(ctx: ToolContext) -> str:
    """Book, move or cancel for good, as the card says. Only after the patient clearly agreed."""
    return await ctx.context.run("healthcare.confirm")


async def reschedule_appointment(ctx: ToolContext, appointment: str, when: str) -> str:
    """Get an upcoming appointment ready to be moved. Nothing is moved before it is confirmed.

    Args:
        appointment: Its number or the patient's words for it; empty for the only one.
        when: The new day and time in the patient's words ("a week later"); empty when not said.
    """
    payload = {"appointment": appointment, "when": when}
    return await ctx.context.run("healthcare.reschedule", payload)


async def cancel_appointment(ctx: ToolContext, appointment: str) -> str:
    """Ask the patient whether to cancel an upcoming appointment, with its fee. Cancels nothing yet.

    Args:
        appointment: Its number or the patient's words for it; empty for the only one.
    """
    return await ctx.context.run("healthcare.cancel_appointment", {"appointment": appointment})


async def search_policies(ctx: ToolContext, query: str) -> str:
    """Find what our policies say. Answer from what it returns only, and name the source file.

    Args:
        query: The patient's question, in their words.
    """
    return await ctx.context.run("healthcare.search_policies", {"query": query})


async def go_back(ctx: ToolContext, step: Question | None = None) -> str:
    """Ask an answered question again, without a new answer to it yet.

    Args:
        step: The question to ask again; null for the one before.
    """
    return await ctx.context.run("healthcare.go_back", {"step": step})


async def start_over(ctx: ToolContext) -> str:
    """Forget all answers and begin again, or begin another appointment after a finished one."""
    return await ctx.context.run("healthcare.start_over")


async def drop_request(ctx: ToolContext) -> str:
    """Drop what is being put together; nothing is booked, and an existing appointment stays."""
    return await ctx.context.run("healthcare.cancel")


TOOLS = (
    lookup_patient,
    emergency_advice,
    describe_need,
    get_specialties,
    get_providers,
    get_appointment_types,
    find_available_slots,
    get_upcoming_appointments,
    get_cancellation_fee,
    get_session_context,
    set_user_selection,
    create_appointment_request,
    finalize_appointment_from_session,
    reschedule_appointment,
    cancel_appointment,
    search_policies,
    go_back,
    start_over,
    drop_request,
)
