"""The use cases of the app, found by their folders."""

from __future__ import annotations

import importlib
import pkgutil

from chatkit_core.orchestration import UseCase


class BrokenUseCaseError(RuntimeError):
    """A use case's package cannot be imported, or has no `USE_CASE`."""


def discover() -> list[UseCase]:
    """The `USE_CASE` of every sub-package, by name. Raises `BrokenUseCaseError`, naming it."""
    packages = [module.name for module in pkgutil.iter_modules(__path__) if module.ispkg]
    return sorted((_load(name) for name in packages), key=lambda found: found.name)


def _load(name: str) -> UseCase:
    try:
        found = importlib.import_module(f"{__name__}.{name}").USE_CASE
    except Exception as error:
        raise BrokenUseCaseError(f"The use case “{name}” cannot be loaded: {error}") from error
    if not isinstance(found, UseCase):
        raise BrokenUseCaseError(f"USE_CASE of “{name}” is not a UseCase.")
    return found
