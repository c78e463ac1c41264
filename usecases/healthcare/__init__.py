"""Healthcare scheduling: from “I need to see a doctor” to an appointment number."""

from __future__ import annotations

from chatkit_core.orchestration import Persona, Prompt, UseCase
from usecases.healthcare.commands import COMMANDS
from usecases.healthcare.cosmos_client import CONTAINERS
from usecases.healthcare.domain.session import FLOW, HealthcareSession
from usecases.healthcare.presentation.composer import cards
from usecases.healthcare.seed import read_seed, reset, seed
from usecases.healthcare.server import ROOT, HealthcareServer, build_service
from usecases.healthcare.tools import TOOLS

USE_CASE = UseCase(
    name="healthcare",
    title="Healthcare scheduling",
    tagline="Book, move or cancel a doctor’s appointment, by clicking, by typing, or both.",
    icon="stethoscope",
    root=ROOT,
    containers=CONTAINERS,
    context=HealthcareSession,
    flow=FLOW,
    commands=COMMANDS,
    tools=TOOLS,
    agent="Front desk",
    personas=[
        Persona(person.patient_id, person.name, f"{person.tier}. {person.shows}")
        for person in read_seed().patients
    ],
    persona_label="Patient",
    prompts=(
        Prompt("See a doctor", "I’d like to make an appointment with a doctor", "event"),
        Prompt(
            "Dr. Patel next week",
            "Can Dr. Patel see me next Tuesday afternoon?",
            "cardiology",
        ),
        Prompt("My appointments", "Which appointments do I have?", "calendar_month"),
        Prompt("What if I cancel late?", "What does it cost to cancel late?", "payments"),
    ),
    identify=("healthcare.identify", "query"),
    start="healthcare.start",
    greeting="Hello! What can we do for you?",
    start_label="Find an appointment",
    build_service=build_service,
    build_composer=cards,
    server=HealthcareServer,
    seed=seed,
    reset=reset,
    decided={"slot": "scheduling"},
)
