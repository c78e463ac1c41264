"""Patients, providers, appointments and the quarter hours they take up, in the document store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chatkit_core.claims import CLAIM, ClaimedError, Claims, claim_document
from chatkit_core.data import (
    Container,
    Cursor,
    Document,
    DocumentExistsError,
    DocumentNotFoundError,
    DocumentStore,
    PreconditionFailedError,
    Scalar,
    StoreUnavailableError,
    read_all,
)
from chatkit_core.people import TENANT, People
from usecases.healthcare.domain.clinic_time import grains
from usecases.healthcare.domain.models import Appointment, Patient, Provider, Status
from usecases.healthcare.domain.service import SlotTakenError

PATIENTS, PROVIDERS, APPOINTMENTS = "patients", "providers", "appointments"
RECORD = "appointment"

CONTAINERS = (
    Container(PATIENTS, "tenant", ("id",)),
    Container(PROVIDERS, "tenant", ("id",)),
    Container(APPOINTMENTS, "calendar", ("start",)),
)

STAMP = "%Y-%m-%dT%H:%M:%SZ"


class ClinicRepository:
    """Reads and writes over the `DocumentStore` port; knows how things are laid out in it.

    A calendar is a partition: a provider's or a patient's. An appointment first claims each of its
    quarter hours in both, earliest first, with documents whose ids are made of the time; a second
    one that wants any of them fails at the first it shares, so exactly one of two gets through.
    The appointment itself lies in the patient's partition. A claim that its appointment does not
    cover means nothing, and is taken over.
    """

    def __init__(self, documents: DocumentStore) -> None:
        self._documents = documents
        self.people = People(documents, PATIENTS, Patient, "PAT")
        self._claims = Claims(
            documents, APPOINTMENTS, "calendar", "appointment_id", self._is_covered
        )

    # Reading -----------------------------------------------------------------------------------

    async def find_patients(self, query: str) -> list[Patient]:
        """Who a patient number, an e-mail address or a name belongs to: see `People.find`."""
        return await self.people.find(query)

    async def providers(self) -> list[Provider]:
        """Everybody who sees patients, by number."""
        found = await self._all(PROVIDERS, TENANT, {"kind": "provider"})
        return [Provider.model_validate(document) for document in found]

    async def appointments(self, patient_id: str) -> list[Appointment]:
        """Somebody's appointments, earliest first."""
        found = await self._all(APPOINTMENTS, patient_id, {"kind": RECORD})
        return [Appointment.model_validate(document) for document in found]

    async def appointment(self, appointment_id: str, patient_id: str) -> Appointment | None:
        """One of somebody's appointments."""
        document = await self._read(appointment_id, patient_id)
        return Appointment.model_validate(document) if document else None

    async def taken(
        self, calendar: str, start: datetime, end: datetime, apart_from: str = ""
    ) -> Collection[datetime]:
        """The quarter hours from `start` to `end`, in UTC, that appointments take up."""
        cursor = Cursor(stamp(start - timedelta(minutes=15)), "~")
        found = await self._all(APPOINTMENTS, calendar, {"kind": CLAIM}, cursor, stamp(end))
        return {read_stamp(one["start"]) for one in found if one["appointment_id"] != apart_from}

    async def made_by(self, key: str, appointment_id: str, patient_id: str) -> Appointment | None:
        """What an earlier try with the same key wrote."""
        document = await self._read(appointment_id, patient_id)
        if document is None or document["key"] != key:
            return None
        return Appointment.model_validate(document)

    # Writing -----------------------------------------------------------------------------------

    async def book(self, appointment: Appointment, key: str, now: datetime) -> Appointment:
        """Keep an appointment, or find the one that the same key made before."""
        if made := await self.made_by(key, appointment.appointment_id, appointment.patient_id):
            return made
        await self._claim_all(appointment, now)
        try:
            stored = await self._documents.create(
                APPOINTMENTS, appointment_document(appointment, key)
            )
        except DocumentExistsError:
            stored = await self._read(appointment.appointment_id, appointment.patient_id)
            if stored is None or stored["key"] != key:
                raise StoreUnavailableError("That appointment number is taken.") from None
        return Appointment.model_validate(stored)

    async def move(
        self, appointment: Appointment, start: datetime, key: str, now: datetime
    ) -> Appointment:
        """Claim the new time, write it down, then free what is no longer needed of the old."""
        document = await self._current(appointment)
        moved, was = appointment.model_copy(update={"start": start}), document["start"]
        if document["key"] == key:
            was = document["was"]  # written already: only what is left over may still be to free
        else:
            await self._claim_all(moved, now)
            fresh = {**appointment_document(moved, key), "was": was}
            await self._replace({**document, **fresh}, moved)
        old = appointment.model_copy(update={"start": read_stamp(was)})
        await self._release(old, apart_from=_covered(moved))
        return moved

    async def cancel(self, appointment: Appointment, fee: int, key: str) -> Appointment:
        """Write down that it is off, then free its time."""
        off = appointment.model_copy(update={"status": Status.CANCELLED, "fee": fee})
        document = await self._current(appointment)
        if document["key"] != key:
            await self._replace({**document, **appointment_document(off, key)}, None)
        await self._release(appointment)
        return off

    async def forget(self, appointment_id: str, patient_id: str) -> None:
        """Remove an appointment as if it had never been, with everything it claimed."""
        if found := await self.appointment(appointment_id, patient_id):
            await self._release(found)
            await self._documents.delete(APPOINTMENTS, appointment_id, patient_id)

    async def _current(self, appointment: Appointment) -> Document:
        document = await self._read(appointment.appointment_id, appointment.patient_id)
        if document is None:
            raise StoreUnavailableError("That appointment is gone.")
        return document

    async def _replace(self, document: Document, claimed: Appointment | None) -> None:
        """Write an appointment unless somebody was first; what was claimed for it is freed then."""
        try:
            await self._documents.replace(APPOINTMENTS, document)
        except (PreconditionFailedError, DocumentNotFoundError):
            stored = await self._read(document["id"], document["calendar"])
            if claimed and stored:
                kept = Appointment.model_validate(stored)
                await self._release(claimed, apart_from=_covered(kept))
            raise StoreUnavailableError(
                "That appointment is being changed in another window."
            ) from None

    async def _claim_all(self, appointment: Appointment, now: datetime) -> None:
        """Claim every quarter hour, first with the provider. Raises `SlotTakenError`."""
        try:
            await self._claims.take(claim_documents(appointment, now), now)
        except ClaimedError:
            raise SlotTakenError from None

    async def _is_covered(self, held: Document) -> bool:
        document = await self._read(held["appointment_id"], held["patient_id"])
        if document is None:
            return False
        return read_stamp(held["start"]) in _covered(Appointment.model_validate(document))

    async def _release(
        self, appointment: Appointment, apart_from: Collection[datetime] = frozenset()
    ) -> None:
        claims = claim_documents(appointment, appointment.start)
        await self._claims.release(
            [claim for claim in claims if read_stamp(claim["start"]) not in apart_from]
        )

    # The port ----------------------------------------------------------------------------------

    async def _read(self, id: str, calendar: str) -> Document | None:
        try:
            return await self._documents.read(APPOINTMENTS, id, calendar)
        except DocumentNotFoundError:
            return None

    async def _all(
        self,
        container: str,
        partition: str,
        equals: Mapping[str, Scalar],
        after: Cursor | None = None,
        before: str = "",
    ) -> list[Document]:
        """Every matching document of a partition in order, up to a start."""
        found: list[Document] = []
        async for document in read_all(
            self._documents, container, partition, equals=equals, after=after
        ):
            if before and document["start"] >= before:
                break
            found.append(document)
        return found


def _covered(appointment: Appointment) -> set[datetime]:
    """The quarter hours that an appointment really needs: none once it is cancelled."""
    if appointment.status is Status.CANCELLED:
        return set()
    return set(grains(appointment.start, appointment.minutes))


def stamp(moment: datetime) -> str:
    """A moment as stored, so that text order is time order."""
    return moment.astimezone(UTC).strftime(STAMP)


def read_stamp(text: str) -> datetime:
    """A stored moment, in UTC."""
    return datetime.strptime(text, STAMP).replace(tzinfo=UTC)


def provider_document(provider: Provider) -> Document:
    """A provider as stored."""
    told = provider.model_dump(mode="json")
    return {**told, "id": provider.provider_id, "tenant": TENANT, "kind": "provider"}


def appointment_document(appointment: Appointment, key: str) -> Document:
    """An appointment as stored. `key` tells a repeated write from another one."""
    told: dict[str, Any] = appointment.model_dump(mode="json")
    return {
        **told,
        "id": appointment.appointment_id,
        "calendar": appointment.patient_id,
        "kind": RECORD,
        "key": key,
        "start": stamp(appointment.start),
    }


def claim_documents(appointment: Appointment, now: datetime) -> Sequence[Document]:
    """What an appointment claims: each quarter hour of the provider, then each of the patient."""
    calendars = (appointment.provider_id, appointment.patient_id)
    return [
        claim_document(
            f"{calendar}:{stamp(start)}",
            now,
            calendar=calendar,
            start=stamp(start),
            appointment_id=appointment.appointment_id,
            patient_id=appointment.patient_id,
        )
        for calendar in calendars
        for start in grains(appointment.start, appointment.minutes)
    ]
