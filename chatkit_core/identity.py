"""Who somebody is: the claims of a verified sign-in as a user id, a name and roles."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LOCAL_USER = "local"
PLAIN_SUBJECT = re.compile(r"[A-Za-z0-9_-]{1,128}")
ROLE_CLAIMS = ("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role")


class Reach(StrEnum):
    """Whose conversations the Inspector opens."""

    NOBODYS = "nobody's"
    OWN = "own"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody signed in. `user_id` is a partition key, safe in any document id as well."""

    user_id: str
    name: str = ""
    roles: frozenset[str] = frozenset()
    signed_in_at: float | None = None
    """Epoch seconds; None where whoever let them in sees to it that it ends."""

    def seconds_left(self, now: float, hours: float) -> float:
        """How much longer this sign-in counts."""
        if self.signed_in_at is None:
            return float("inf")
        return self.signed_in_at + hours * 3600 - now

    def reach(self, inspector_role: str) -> Reach:
        """What the Inspector shows: all to the role, else one's own, or nothing without it."""
        if inspector_role:
            return Reach.ALL if inspector_role in self.roles else Reach.NOBODYS
        return Reach.ALL if self.user_id == LOCAL_USER else Reach.OWN


NOBODY_ELSE = Identity(LOCAL_USER)
"""The one user of a machine on which nobody signs in."""


def from_token(claims: Mapping[str, Any]) -> Identity | None:
    """The identity in an ID token that was verified; None when it names nobody, or no moment."""
    user_id, issued = user_id_of(claims.get("iss"), claims.get("sub")), claims.get("iat")
    if user_id is None or isinstance(issued, bool) or not isinstance(issued, int | float):
        return None
    return Identity(user_id, _name(claims), _roles(claims.get("roles")), float(issued))


def from_headers(values: Mapping[str, Any]) -> Identity | None:
    """The identity that a proxy in front of the app vouches for; None when it sent none.

    `principal` is Azure's own header of all claims: JSON in Base64.
    """
    user_id = user_id_of("headers", values.get("sub"))
    if user_id is None:
        return None
    roles = _roles_of(_principal(values.get("principal"))) | _roles(values.get("roles"))
    return Identity(user_id, _name(values), roles)


def user_id_of(issuer: Any, subject: Any) -> str | None:
    """A partition key for a subject, which is unique within its issuer only.

    Subjects may hold anything, and keys and document ids may not: what is not plain is hashed.
    The mark between the two parts differs, so that no subject can pass for another one's hash, or
    for the local user.
    """
    if not isinstance(issuer, str) or not isinstance(subject, str) or not subject.strip():
        return None
    where = hashlib.sha256(issuer.encode()).hexdigest()[:8]
    if PLAIN_SUBJECT.fullmatch(subject):
        return f"{where}.{subject}"
    return f"{where}~{hashlib.sha256(subject.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def _name(claims: Mapping[str, Any]) -> str:
    for key in ("name", "preferred_username", "email"):
        value = claims.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return "Signed in"


def _roles(claimed: Any) -> frozenset[str]:
    """Role names from a claim: a list, or one name."""
    if isinstance(claimed, str):
        claimed = [claimed]
    if not isinstance(claimed, Iterable) or isinstance(claimed, Mapping):
        return frozenset()
    return frozenset(role for role in claimed if isinstance(role, str) and role)


def _roles_of(principal: Mapping[str, Any]) -> frozenset[str]:
    claims = principal.get("claims")
    found = [c for c in claims if isinstance(c, dict)] if isinstance(claims, list) else []
    kinds = [*ROLE_CLAIMS, principal.get("role_typ")]
    return _roles([claim.get("val") for claim in found if claim.get("typ") in kinds])


def _principal(encoded: Any) -> Mapping[str, Any]:
    if not isinstance(encoded, str):
        return {}
    try:
        found = json.loads(base64.b64decode(encoded, validate=False))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
