"""The document store on Azure Cosmos DB for NoSQL, shared by several replicas of the app."""

from __future__ import annotations

import asyncio
import ipaddress
import random
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from azure.core import MatchConditions
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, ClientAuthenticationError
from azure.cosmos.aio import ContainerProxy, CosmosClient
from azure.cosmos.exceptions import (
    CosmosAccessConditionFailedError,
    CosmosHttpResponseError,
    CosmosResourceExistsError,
    CosmosResourceNotFoundError,
)
from azure.identity.aio import DefaultAzureCredential

from chatkit_core.config import Settings
from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    QueryPage,
    Scalar,
    StoreUnavailableError,
)

T = TypeVar("T")

# The SDK waits out a 429 by itself; of the others it retries some reads and no writes.
_PASSING = {408, 429, 449, 500, 502, 503, 504}
_FORBIDDEN = {401, 403}
_SYSTEM_FIELDS = {"_rid", "_self", "_ts", "_attachments", "_etag", "_ops", "ttl"}
_ANSWER_SECONDS = 5
# As many writers as may come in between while one waits for an answer that was lost.
_OPERATIONS_KEPT = 32

_SILENT = "The database at {host} does not answer. See that it can be reached, and try again."
_REFUSED = (
    "The database at {host} refuses this app. Check COSMOS_KEY, or give the app's identity the "
    "role “Cosmos DB Built-in Data Contributor”, and see that its firewall lets this machine in."
)
_MISSING = (
    "There is no container “{container}” in the database “{database}” at {host}. "
    "Run `make provision` once."
)


class CosmosDocumentStore(DocumentStore):
    """Knows its own writes: each carries an operation id, so that one which was stored while its
    answer was lost, and was sent again by the SDK or by this class, is taken for what it is.

    `credential` is an account key or a token credential, which is closed with the store. A request
    that is not answered within `patience` seconds is given up with `StoreUnavailableError`.
    Database and containers must exist: see `provision.py`.
    """

    def __init__(
        self,
        endpoint: str,
        database: str,
        containers: Sequence[Container],
        credential: str | AsyncTokenCredential,
        *,
        patience: float = 10.0,
    ) -> None:
        self._endpoint = endpoint
        self._database = database
        self._containers = {container.name: container for container in containers}
        self._credential = credential
        self._patience = patience
        self._client: CosmosClient | None = None
        self._proxies: dict[str, ContainerProxy] = {}

    async def create(self, container: str, document: Document) -> Document:
        operation, body = self._body(container, document, [])
        try:
            return _document(await self._call(container, lambda box: box.create_item(body)))
        except CosmosResourceExistsError as error:
            known = await self.read(container, body["id"], self._partition(container, body))
            if operation in _operations(known):
                return known
            raise DocumentExistsError(f"{container}/{body['id']} exists.") from error

    async def read(self, container: str, id: str, partition: str) -> Document:
        try:
            found = await self._call(container, lambda box: box.read_item(id, partition))
        except CosmosResourceNotFoundError as error:
            raise DocumentNotFoundError(f"{container}/{id} does not exist.") from error
        return _document(found)

    async def upsert(self, container: str, document: Document) -> Document:
        _, body = self._body(container, document, [])
        return _document(await self._call(container, lambda box: box.upsert_item(body)))

    async def replace(self, container: str, document: Document) -> Document:
        operation, body = self._body(container, document, _operations(document))
        if not document.get("_etag"):
            raise ValueError("Only a document that was read can be replaced: '_etag' is missing.")
        etag = document["_etag"].partition("|")[0]
        try:
            stored = await self._call(
                container,
                lambda box: box.replace_item(
                    body["id"], body, etag=etag, match_condition=MatchConditions.IfNotModified
                ),
            )
        except CosmosResourceNotFoundError as error:
            raise DocumentNotFoundError(f"{container}/{body['id']} does not exist.") from error
        except CosmosAccessConditionFailedError as error:
            known = await self.read(container, body["id"], self._partition(container, body))
            if operation in _operations(known):
                return known
            raise PreconditionFailedError(
                f"{container}/{body['id']} was changed by somebody else."
            ) from error
        return _document(stored)

    async def delete(self, container: str, id: str, partition: str) -> None:
        try:
            await self._call(container, lambda box: box.delete_item(id, partition))
        except CosmosResourceNotFoundError:
            return

    async def query(
        self,
        container: str,
        partition: str,
        *,
        equals: Mapping[str, Scalar] | None = None,
        order_by: str | None = None,
        descending: bool = False,
        after: Cursor | None = None,
        limit: int = 100,
    ) -> QueryPage:
        place = self._container(container)
        field = place.order_field(order_by)
        conditions = {place.partition_key: partition, **(equals or {})}
        where, parameters = _conditions(conditions)
        if after:
            bound = "<" if descending else ">"
            where += f" AND ({_path(field)} {bound} @value"
            where += f" OR ({_path(field)} = @value AND c.id {bound} @id))"
            parameters |= {"@value": after.value, "@id": after.id}
        direction = "DESC" if descending else "ASC"
        keys = ["c.id"] if field == "id" else [_path(field), "c.id"]
        order = ", ".join(f"{key} {direction}" for key in keys)
        sql = f"SELECT * FROM c WHERE {where} ORDER BY {order}"

        async def collect(box: ContainerProxy) -> list[Document]:
            found: list[Document] = []
            async for item in box.query_items(
                sql,
                parameters=[{"name": name, "value": value} for name, value in parameters.items()],
                partition_key=partition,
                max_item_count=limit + 1,
            ):
                found.append(_document(item))
                if len(found) > limit:
                    break
            return found

        return QueryPage.of(await self._call(container, collect), field, limit)

    def expires(self, container: str) -> bool:
        return self._container(container).expires

    async def close(self) -> None:
        client, self._client = self._client, None
        self._proxies.clear()
        if client:
            await client.close()
        if not isinstance(self._credential, str):
            await self._credential.close()

    def _container(self, name: str) -> Container:
        if name not in self._containers:
            raise ValueError(f"There is no container '{name}'.")
        return self._containers[name]

    def _partition(self, container: str, document: Mapping[str, Any]) -> str:
        return self._container(container).partition_of(document)

    def _body(
        self, container: str, document: Document, earlier: list[str]
    ) -> tuple[str, dict[str, Any]]:
        """A document as it is sent, and the id of the operation that sends it."""
        self._partition(container, document)
        operation = secrets.token_hex(4)
        operations = [operation, *earlier][:_OPERATIONS_KEPT]
        body = {**_without(document, _SYSTEM_FIELDS), "_ops": operations}
        if self.expires(container):
            body["ttl"] = self._containers[container].ttl
        return operation, body

    async def _call(self, container: str, send: Callable[[ContainerProxy], Awaitable[T]]) -> T:
        """Send until there is an answer; what was sent twice is recognised by its operation id."""
        self._container(container)
        try:
            async with asyncio.timeout(self._patience):
                return await self._send(container, send)
        except TimeoutError as error:
            raise self._unavailable(_SILENT) from error
        except ClientAuthenticationError as error:
            raise self._unavailable(_REFUSED) from error
        except CosmosHttpResponseError as error:
            if error.status_code in _FORBIDDEN:
                raise self._unavailable(_REFUSED) from error
            raise

    async def _send(self, container: str, send: Callable[[ContainerProxy], Awaitable[T]]) -> T:
        pause = 0.05
        while True:
            try:
                return await send(await self._proxy(container))
            except ClientAuthenticationError:
                raise
            except AzureError as error:
                # Without a status the connection broke, before or in the middle of an answer.
                if getattr(error, "status_code", None) not in {None, *_PASSING}:
                    raise
            await asyncio.sleep(random.uniform(pause / 2, pause))
            pause = min(pause * 2, 0.5)

    async def _proxy(self, name: str) -> ContainerProxy:
        """A container that is known to exist: else every 404 would look like a missing document."""
        if name in self._proxies:
            return self._proxies[name]
        self._client = self._client or connect(self._endpoint, self._credential)
        proxy = self._client.get_database_client(self._database).get_container_client(name)
        try:
            await proxy.read()
        except CosmosResourceNotFoundError as error:
            raise self._unavailable(_MISSING, container=name) from error
        self._proxies[name] = proxy
        return proxy

    def _unavailable(self, sentence: str, **names: str) -> StoreUnavailableError:
        host = urlsplit(self._endpoint).netloc
        return StoreUnavailableError(sentence.format(host=host, database=self._database, **names))


def open_store(settings: Settings, containers: Sequence[Container]) -> CosmosDocumentStore:
    """The store that the settings name, with the key if there is one, else with this identity."""
    credential = settings.cosmos_key or DefaultAzureCredential()
    return CosmosDocumentStore(
        settings.cosmos_endpoint, settings.cosmos_database, containers, credential
    )


def connect(endpoint: str, credential: str | AsyncTokenCredential) -> CosmosClient:
    """A client, with what an emulator or a stand-in on this machine needs."""
    # The SDK pauses two seconds between two broken connections, unless told that a person waits.
    options: dict[str, Any] = {"read_timeout": _ANSWER_SECONDS, "retry_backoff_factor": 0.1}
    if _is_loopback(endpoint):
        # An emulator or stand-in: it names itself by an address that may not be the one it was
        # reached at, and tells a missing document from a missing key only with this header.
        options["enable_endpoint_discovery"] = False
        options["headers"] = {"x-ms-documentdb-query-enablecrosspartition": "true"}
    return CosmosClient(endpoint, credential, **options)


def _is_loopback(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _path(field: str) -> str:
    return f'c["{field}"]'


def _conditions(equals: Mapping[str, Scalar]) -> tuple[str, dict[str, Scalar]]:
    """A field that is missing counts as null, which it does not by itself."""
    terms: list[str] = []
    parameters: dict[str, Scalar] = {}
    for number, (field, value) in enumerate(equals.items()):
        if value is None:
            terms.append(f"(NOT IS_DEFINED({_path(field)}) OR {_path(field)} = null)")
        else:
            terms.append(f"{_path(field)} = @equals{number}")
            parameters[f"@equals{number}"] = value
    return " AND ".join(terms), parameters


def _without(document: Mapping[str, Any], fields: set[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in fields}


def _document(item: Mapping[str, Any]) -> Document:
    """A document without what Cosmos DB adds. Its ETag carries the newest operations on it."""
    etag = f"{item['_etag']}|{','.join(item.get('_ops', ()))}"
    return {**_without(item, _SYSTEM_FIELDS), "_etag": etag}


def _operations(document: Mapping[str, Any]) -> list[str]:
    operations = str(document.get("_etag", "")).partition("|")[2]
    return operations.split(",") if operations else []
