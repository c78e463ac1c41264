"""Creates the Cosmos DB database and containers that the app needs: `make provision`.

Safe to repeat. Needs `COSMOS_ENDPOINT`, and either `COSMOS_KEY` or a signed-in management identity.
"""

from __future__ import annotations

import asyncio
import sys

from azure.core.exceptions import AzureError

from chatkit_core.bootstrap import containers_of, find_use_cases
from chatkit_core.config import ConfigurationError, Settings, load_settings
from chatkit_core.provision import provision


async def create(settings: Settings) -> list[str]:
    """One line for each thing seen to. Raises AzureError."""
    containers = containers_of(settings, find_use_cases())
    wanted = (settings.cosmos_endpoint, settings.cosmos_database, containers)
    if settings.cosmos_key:
        return await provision(*wanted, settings.cosmos_key)
    from azure.identity.aio import DefaultAzureCredential

    async with DefaultAzureCredential() as credential:
        return await provision(*wanted, credential)


def main() -> int:
    """0 when all is there; 1 with one sentence on standard error."""
    try:
        settings = load_settings()
        if not settings.cosmos_endpoint:
            raise ConfigurationError(
                "COSMOS_ENDPOINT is not set, so there is nothing to provision."
            )
        lines = asyncio.run(create(settings))
    except (ConfigurationError, AzureError) as problem:
        sys.stderr.write(str(problem).splitlines()[0] + "\n")
        return 1
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
