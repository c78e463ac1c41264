"""What the app's store needs before the app runs: a database, containers and their indexes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.cosmos import PartitionKey

from chatkit_core.cosmos import connect
from chatkit_core.data import DAY_SECONDS, KEPT, Container


async def provision(
    endpoint: str,
    database: str,
    containers: Sequence[Container],
    credential: str | AsyncTokenCredential,
) -> list[str]:
    """Create the database and the containers that are missing; one line for each thing seen to.

    Needs a key or a management identity: the app's own identity may only use what exists.
    """
    async with connect(endpoint, credential) as client:
        home = await client.create_database_if_not_exists(database)
        done = [f"Database {database} is there."]
        for container in containers:
            key, ttl = PartitionKey(f"/{container.partition_key}"), container.ttl
            box = await home.create_container_if_not_exists(
                container.name, key, indexing_policy=indexing_policy(container), default_ttl=ttl
            )
            known = await box.read()
            if known.get("defaultTtl") != ttl:
                await home.replace_container(
                    container.name,
                    key,
                    indexing_policy=known.get("indexingPolicy"),
                    default_ttl=ttl,
                )
            done.append(f"Container {container.name} is there, by {key['paths'][0]}{_kept(ttl)}.")
    return done


def _kept(ttl: int | None) -> str:
    if ttl is None:
        return ""
    return ", kept until deleted" if ttl == KEPT else f", kept for {ttl // DAY_SECONDS} days"


def indexing_policy(container: Container) -> dict[str, Any]:
    """Indexes for each order both ways: Cosmos DB orders by two fields only with one of its own."""
    return {
        "indexingMode": "consistent",
        "includedPaths": [{"path": "/*"}],
        "excludedPaths": [{"path": '/"_ops"/*'}, {"path": '/"_etag"/?'}],
        "compositeIndexes": [
            [{"path": f"/{field}", "order": order}, {"path": "/id", "order": order}]
            for field in container.order_by
            if field != "id"
            for order in ("ascending", "descending")
        ],
    }
