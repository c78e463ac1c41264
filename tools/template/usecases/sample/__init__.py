"""A small use case: two questions, one policy, and a request at the end of it."""

from __future__ import annotations

from usecases.sample.commands import COMMANDS
from usecases.sample.cosmos_client import CONTAINERS
from usecases.sample.domain.session import FLOW, SampleSession
from usecases.sample.presentation.composer import cards
from usecases.sample.seed import read_seed, reset, seed
from usecases.sample.server import ROOT, SampleServer, build_service
from usecases.sample.tools import TOOLS

from chatkit_core.orchestration import Persona, Prompt, UseCase

USE_CASE = UseCase(
    name="sample",
    title="Sample requests",
    tagline="Send us a request in a few short steps, by clicking, by typing, or both.",
    icon="inbox",
    root=ROOT,
    containers=CONTAINERS,
    context=SampleSession,
    flow=FLOW,
    commands=COMMANDS,
    tools=TOOLS,
    agent="Sample requests",
    personas=[
        Persona(person.member_id, person.name, f"{person.plan}. {person.shows}")
        for person in read_seed().members
    ],
    persona_label="Member",
    prompts=(
        Prompt("I have a question", "I have a question", "help"),
        Prompt("Something is wrong", "I want to report a problem", "report"),
        Prompt("How fast do you answer?", "How long does it take until you answer?", "schedule"),
    ),
    identify=("sample.identify", "query"),
    start="sample.start",
    greeting="Hello! What can we do for you?",
    start_label="Start a request",
    build_service=build_service,
    build_composer=cards,
    server=SampleServer,
    seed=seed,
    reset=reset,
)
