"""What can go wrong in a model turn, and what a person reads then."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import httpx2
import openai
from agents.exceptions import (
    InputGuardrailTripwireTriggered,
    MaxTurnsExceeded,
    ModelBehaviorError,
    ModelRefusalError,
    OutputGuardrailTripwireTriggered,
)
from chatkit.errors import CustomStreamError

from chatkit_core.data import StoreUnavailableError
from chatkit_core.domain import Refused

logger = logging.getLogger(__name__)

CONTENT_FILTER = "content_filter"
KEPT = "Your message is kept, and nothing was changed."
DONE = "What was confirmed before that stays done; the newest card shows it."
CUT_OFF = "*The answer broke off here.*"


class SignInError(Exception):
    """No Entra ID token could be had; the text is for people who look after the app."""


class AnswerError(Exception):
    """A model began to answer and did not get to the end; `code` is the provider's word for why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


class EmptyAnswerError(AnswerError):
    """A model ended its answer without a word and without a tool call."""


def stopped(event: Any) -> AnswerError:
    """What went wrong, from the last event of an answer that failed or was cut."""
    response = getattr(event, "response", None)
    details = getattr(response, "incomplete_details", None)
    problem = getattr(response, "error", None)
    code = getattr(details, "reason", None) or getattr(problem or event, "code", None)
    detail = getattr(problem or event, "message", None)
    return AnswerError(str(code or event.type), str(detail or ""))


@dataclass(frozen=True, slots=True)
class Fault:
    """What a person reads. `elsewhere` tells whether another model may answer instead."""

    sentence: str
    retry: bool = True
    elsewhere: bool = True


DOCTOR = "Whoever looks after this app finds out why with `make doctor`."
SILENT = Fault("The model can't be reached.")
SLOW = Fault("The model took too long to answer.")
BUSY = Fault("The model has too much to do just now.")
BROKEN = Fault("The connection to the model broke off.")
NONSENSE = Fault("The model gave an answer that makes no sense here.")
FILTERED_INPUT = Fault(
    "The content filter held your message back. Please put it in other words.",
    retry=False,
    elsewhere=False,
)
FILTERED_OUTPUT = Fault("The content filter stopped the model's answer.", elsewhere=False)
ANY = Fault("The model could not answer.")

BY_STATUS: Mapping[int, Fault] = {
    400: Fault(f"The model did not take the request. {DOCTOR}"),
    401: Fault(f"The model does not accept this app's key or sign-in. {DOCTOR}"),
    403: Fault(f"The model does not let this app in. {DOCTOR}"),
    404: Fault(f"The model this app was set up with does not exist. {DOCTOR}"),
    408: SLOW,
    429: BUSY,
    500: Fault("The model's own service has a problem."),
    503: Fault("The model's own service is not available just now."),
}

BY_CODE: Mapping[str, Fault] = {
    CONTENT_FILTER: FILTERED_OUTPUT,
    "max_output_tokens": Fault("The model's answer grew too long."),
    "rate_limit_exceeded": BUSY,
    "too_many_requests": BUSY,
    "429": BUSY,
}
"""By what a provider says in an answer that it gave up."""

BY_KIND: Mapping[type[Exception], Fault] = {
    SignInError: Fault(f"This app could not sign in to the model. {DOCTOR}"),
    EmptyAnswerError: Fault("The model said nothing."),
    MaxTurnsExceeded: Fault("The model went round in circles, so I stopped it."),
    ModelRefusalError: Fault("The model declined to answer that.", retry=False),
    ModelBehaviorError: NONSENSE,
    InputGuardrailTripwireTriggered: Fault("I can't help with that.", retry=False),
    OutputGuardrailTripwireTriggered: Fault("A safety check held the model's answer back."),
    openai.APITimeoutError: SLOW,
    httpx2.TimeoutException: SLOW,
    openai.APIConnectionError: BROKEN,
    httpx2.HTTPError: BROKEN,
    json.JSONDecodeError: BROKEN,
}
"""By the kind of failure; the first that fits counts."""


class RepeatedError(Exception):
    """A fault that was recorded, in a replay of its conversation; None is one nobody thought of."""

    def __init__(self, fault: Fault | None) -> None:
        super().__init__(fault.sentence if fault else "The recorded fault has no name.")
        self.fault = fault


NEVER_THERE = (httpx2.ConnectError, httpx2.ConnectTimeout)


def diagnose(error: BaseException) -> Fault | None:
    """What an error means for a person; nothing for one that nobody has thought of."""
    match error:
        case RepeatedError():
            return error.fault
        case StoreUnavailableError():
            return Fault(str(error), elsewhere=False)
        case openai.APIStatusError() if error.code == CONTENT_FILTER:
            return FILTERED_INPUT
        case openai.RateLimitError():
            return _busy(error)
        case openai.APIConnectionError() if isinstance(error.__cause__, NEVER_THERE):
            return SILENT
        case openai.APIStatusError():
            status = error.status_code
            return BY_STATUS.get(status) or BY_STATUS[500 if status >= 500 else 400]
        case AnswerError() if error.code in BY_CODE:
            return BY_CODE[error.code]
        case _:
            found = (fault for kind, fault in BY_KIND.items() if isinstance(error, kind))
            known = ANY if isinstance(error, AnswerError | openai.APIError) else None
            return next(found, known)


def explain(error: Exception, *, done: bool = False) -> CustomStreamError:
    """A failed turn as a sentence, with Retry where trying again may help.

    `done` says that something final had been done before, which stays and is not done again. An
    error that nobody has thought of is logged here, once.
    """
    if isinstance(error, Refused):
        return CustomStreamError(error.sentence, allow_retry=False)
    fault = diagnose(error)
    if fault is None:
        logger.error("A model turn failed", exc_info=error)
    else:
        logger.warning("A model turn failed: %s", brief(error))
    fault = fault or ANY
    sentence = f"{fault.sentence} {DONE if done else KEPT}"
    return CustomStreamError(sentence, allow_retry=fault.retry and not done)


def fault_json(error: BaseException) -> dict[str, Any]:
    """What a log keeps of a failed model call: what it meant for people, so that it can be repeated.

    `{"stopped": true}` where the user pressed Stop, `{}` for an error that nobody has thought of.
    """
    if not isinstance(error, Exception):
        return {"stopped": True}
    fault = diagnose(error)
    return asdict(fault) if fault else {}


def repeated(kept: Mapping[str, Any]) -> RepeatedError:
    """The error of a call that a log has a fault of."""
    return RepeatedError(Fault(**kept) if kept else None)


def brief(error: BaseException) -> str:
    """An error for a log file: its own words may hold a key, or what a user wrote."""
    words = [getattr(error, "status_code", ""), getattr(error, "code", "")]
    return " ".join([type(error).__name__, *(str(word) for word in words if word)])


def _busy(error: openai.RateLimitError) -> Fault:
    """Says how long to wait, where the provider has said so."""
    wait = _seconds(error.response.headers)
    if not wait:
        return BUSY
    unit = "second" if wait == 1 else "seconds"
    return Fault(f"{BUSY.sentence} Please try again in {wait} {unit}.")


def _seconds(headers: Mapping[str, str]) -> int:
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return max(math.ceil(float(headers[name]) / unit), 0)
        except (KeyError, ValueError):
            continue
    return 0
