"""The people a use case's conversations are about, in the document store, and how they are found."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from chatkit_core.data import Document, DocumentNotFoundError, DocumentStore, Scalar
from chatkit_core.domain import Person, Refused

P = TypeVar("P", bound=Person)

TENANT = "demo"
"""The partition of what belongs to the whole business: its people, and what it offers."""

_EMAIL = re.compile(r"[^\s<>,;]+@[^\s<>,;]+\.[a-z]{2,}", re.IGNORECASE)


class People(Generic[P]):
    """Everybody in one container, which is partitioned by `tenant`.

    `prefix` begins their numbers, as MEM does in MEM-1001.
    """

    def __init__(
        self, documents: DocumentStore, container: str, model: type[P], prefix: str
    ) -> None:
        self._documents = documents
        self._container = container
        self._model = model
        self._prefix = prefix
        self._number = re.compile(rf"\b{prefix}[-\s]?(\d{{3,}})\b", re.IGNORECASE)

    async def find(self, query: str) -> list[P]:
        """Who a number, an e-mail address or a name belongs to.

        Several of them must all belong to one person; nobody is found when one belongs to nobody.
        """
        numbers = {f"{self._prefix}-{number}" for number in self._number.findall(query)}
        addresses = {address.lower() for address in _EMAIL.findall(query)}
        if numbers or addresses:
            found = [await self._by_id(number) for number in sorted(numbers)]
            found += [await self._matching({"email": one}) for one in sorted(addresses)]
            people = {person.id: person for one in found for person in one}
            return [*people.values()] if all(found) else []
        name = name_key(query)
        if found := await self._matching({"name_key": name}):
            return found
        given, family = await asyncio.gather(
            self._matching({"given_key": name}), self._matching({"family_key": name})
        )
        return [*given, *(person for person in family if person not in given)]

    async def keep(self, person: P) -> None:
        """Write somebody down, with the keys names are found by."""
        await self._documents.upsert(self._container, person_document(person))

    async def _by_id(self, number: str) -> list[P]:
        try:
            document = await self._documents.read(self._container, number, TENANT)
        except DocumentNotFoundError:
            return []
        return [self._model.model_validate(document)]

    async def _matching(self, equals: Mapping[str, Scalar]) -> list[P]:
        page = await self._documents.query(self._container, TENANT, equals=equals, limit=2)
        return [self._model.model_validate(document) for document in page.documents]


def person_document(person: Person) -> Document:
    """Somebody as stored."""
    given, *_, family = name_key(person.name).split()
    return {
        **person.model_dump(mode="json"),
        "name_key": name_key(person.name),
        "given_key": given,
        "family_key": family,
        "id": person.id,
        "tenant": TENANT,
        "email": person.email.lower(),
    }


def name_key(name: str) -> str:
    """A name as it is looked up: small letters, single spaces."""
    return " ".join(name.casefold().split())


def the_one(
    found: Sequence[P], *, bound_to: str | None, name: str | None, several: str, nobody: str
) -> P:
    """Whom the words for somebody mean, in a conversation that is bound to `bound_to`, if anybody.

    Raises `Refused`: with `several` or `nobody`, or because it is another one than the bound one.
    """
    if bound_to and [person.id for person in found] != [bound_to]:
        raise Refused(f"This conversation is about {name}. Start a new chat for somebody else.")
    if len(found) != 1:
        raise Refused(several if found else nobody)
    return found[0]
