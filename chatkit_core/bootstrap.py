"""The composition root: settings in, every service of the app out."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from agents.models.interface import Model

from chatkit_core.azure_client import ClientManager
from chatkit_core.config import ConfigurationError, Settings, StoreKind
from chatkit_core.data import Container, DocumentStore, kept_for
from chatkit_core.housekeeping import keep_house
from chatkit_core.models import app_models, model_names
from chatkit_core.offline.late import LateModel
from chatkit_core.orchestration import UseCase
from chatkit_core.sqlite import SqliteDocumentStore
from chatkit_core.trace import capture
from chatkit_core.trace.log import EventLog
from chatkit_core.trace.replay.worlds import Worlds
from chatkit_core.trace.stopwatch import TimedStore
from chatkit_core.use_case_server import UseCaseServer

if TYPE_CHECKING:
    from chatkit_core.offline.model import OfflineModel
    from chatkit_core.trace.export import SpanExport

DATABASE = "app.sqlite3"
PHRASES = "phrases"


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that pages, headless runs and tests share. Lives on one asyncio loop."""

    settings: Settings
    documents: DocumentStore
    log: EventLog
    worlds: Worlds
    use_cases: Mapping[str, UseCase]
    servers: Mapping[str, UseCaseServer]
    model_names: Mapping[str, str]
    clients: ClientManager
    chores: asyncio.Task[None]
    late: Sequence[LateModel] = ()
    export: SpanExport | None = None

    async def close(self) -> None:
        """Write what is still queued, and let go of clients and files."""
        self.chores.cancel()
        await asyncio.wait([self.chores])
        await self.log.flush()
        if self.export:
            await self.export.close()
        await self.clients.close()
        await self.documents.close()


def find_use_cases() -> list[UseCase]:
    """Every use case of the app, found by its package's name."""
    return importlib.import_module("usecases").discover()


async def build_services(
    settings: Settings,
    use_cases: Sequence[UseCase] | None = None,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    models: Mapping[str, Model] | None = None,
) -> Services:
    """Put the app together and see that its demo data is there.

    `models` replaces the configured models, for tests. Raises `ConfigurationError`, or
    `StoreUnavailableError` when the store does not answer.
    """
    found = list(use_cases if use_cases is not None else find_use_cases())
    opened = open_documents(settings, found)
    documents = TimedStore(opened)
    log = EventLog(opened, secrets=settings.secrets, mask_personal_data=settings.mask_personal_data)
    capture.install(log)
    clients = ClientManager(settings)
    servers: dict[str, UseCaseServer] = {}
    late: list[LateModel] = []
    for use_case in found:
        await _seed(use_case, documents, clock().date())
        known = models
        if not known:
            late.append(_offline(settings, use_case))
            known = app_models(settings, clients, late[-1])
        server = use_case.server(use_case, documents, log, known, clock)
        server.demo_day = clock().date()
        servers[use_case.name] = server
    worlds = Worlds(documents, log, servers, clock)
    for server in servers.values():
        server.sandboxes = worlds.server_of
    return Services(
        settings=settings,
        documents=documents,
        log=log,
        worlds=worlds,
        use_cases={use_case.name: use_case for use_case in found},
        servers=servers,
        model_names=model_names(settings),
        clients=clients,
        chores=asyncio.create_task(keep_house(documents, found, lambda: clock().date())),
        late=late,
        export=_export(settings, log),
    )


async def _seed(use_case: UseCase, documents: DocumentStore, day: date) -> None:
    """The first use of the store; one that fails is closed, because it will be opened again."""
    try:
        await use_case.seed(documents, day)
    except BaseException:
        await documents.close()
        raise


def containers_of(settings: Settings, use_cases: Sequence[UseCase]) -> list[Container]:
    """Those of the core, which keep conversations as long as the settings say, and of use cases."""
    own = [container for use_case in use_cases for container in use_case.containers]
    return [*kept_for(settings.retention_days), *own]


def open_documents(settings: Settings, use_cases: Sequence[UseCase]) -> DocumentStore:
    """The document store that the settings ask for."""
    containers = containers_of(settings, use_cases)
    if settings.store_kind is StoreKind.SQLITE:
        return SqliteDocumentStore(settings.data_dir / DATABASE, containers)
    try:
        cosmos = importlib.import_module("chatkit_core.cosmos")
    except ImportError as missing:
        raise ConfigurationError("STORE is cosmos, but azure-cosmos is not installed.") from missing
    return cosmos.open_store(settings, containers)


def _export(settings: Settings, log: EventLog) -> SpanExport | None:
    """Sends the log on where a setting says so; its libraries are imported only then."""
    if not settings.otel_exporter_otlp_endpoint:
        return None
    export = importlib.import_module("chatkit_core.trace.export").open_export(settings)
    log.listener = export.take
    return export


def _offline(settings: Settings, use_case: UseCase) -> LateModel:
    """The model that needs no provider; it knows the words of one use case."""

    def make() -> OfflineModel:
        from chatkit_core.offline.model import OfflineModel as Whole
        from chatkit_core.offline.phrase_file import read_language

        language = read_language(use_case.root / "phrases.yaml")
        return Whole(language, cache=settings.data_dir / PHRASES)

    return LateModel(make)
