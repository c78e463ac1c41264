"""Retail returns: from “I want to send this back” to a return number."""

from __future__ import annotations

from chatkit_core.orchestration import Persona, Prompt, UseCase
from usecases.retail.commands import COMMANDS
from usecases.retail.cosmos_client import CONTAINERS
from usecases.retail.domain.session import FLOW, RetailSession
from usecases.retail.presentation.composer import cards
from usecases.retail.seed import read_seed, reset, seed
from usecases.retail.server import ROOT, RetailServer, build_service
from usecases.retail.tools import TOOLS

USE_CASE = UseCase(
    name="retail",
    title="Retail returns",
    tagline="Return an order in six short steps, by clicking, by typing, or both.",
    icon="assignment_return",
    root=ROOT,
    containers=CONTAINERS,
    context=RetailSession,
    flow=FLOW,
    commands=COMMANDS,
    tools=TOOLS,
    agent="Returns desk",
    personas=[
        Persona(person.customer_id, person.name, f"{person.tier}. {person.shows}")
        for person in read_seed().customers
    ],
    persona_label="Customer",
    prompts=(
        Prompt("Return something", "I want to return something I bought", "assignment_return"),
        Prompt("Something arrived broken", "Something in my order arrived damaged", "broken_image"),
        Prompt("Where are my returns?", "How far have my past returns come?", "history"),
        Prompt(
            "How long can I return things?", "How long do I have to return something?", "schedule"
        ),
    ),
    identify=("retail.identify", "query"),
    start="retail.start",
    greeting="Hello! What would you like to send back?",
    start_label="Start a return",
    build_service=build_service,
    build_composer=cards,
    server=RetailServer,
    seed=seed,
    reset=reset,
    decided={"resolution": "return_eligibility"},
)
