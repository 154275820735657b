"""The events of Pulse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NoReturn, Optional, Union, cast

from hookproof import (
    Headers,
    Payload,
    Secrets,
    VerifiedWebhook,
    WebhookVerificationError,
    unwrap_webhook,
)


@dataclass(frozen=True)
class PulseJob:
    """Names the job that an event is about."""

    #: Pulse's identifier of the job.
    job_id: str
    #: As Pulse calls it, ``completed`` say.
    status: Optional[str] = None


@dataclass(frozen=True)
class PulseCompletedJob(PulseJob):
    """Tells of a job that completed."""

    #: How many pages the job had.
    pages_processed: Optional[float] = None
    #: In seconds.
    processing_time: Optional[float] = None


@dataclass(frozen=True)
class PulseFailedJob(PulseJob):
    """Tells of a job that failed. Pulse does not say what an error is made of."""

    #: Whatever Pulse says of the failure.
    error: Any = None


@dataclass(frozen=True)
class PulseJobCreated:
    """Says that a new asynchronous job was created."""

    data: PulseJob
    #: When it happened, as ISO 8601 text.
    timestamp: Optional[str] = None
    #: The whole event as it came, with fields that this package does not know.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    type: Literal["job.created"] = "job.created"


@dataclass(frozen=True)
class PulseJobProcessing:
    """Says that the job started processing."""

    data: PulseJob
    #: When it happened, as ISO 8601 text.
    timestamp: Optional[str] = None
    #: The whole event as it came, with fields that this package does not know.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    type: Literal["job.processing"] = "job.processing"


@dataclass(frozen=True)
class PulseJobCompleted:
    """Says that the job completed."""

    data: PulseCompletedJob
    #: When it happened, as ISO 8601 text.
    timestamp: Optional[str] = None
    #: The whole event as it came, with fields that this package does not know.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    type: Literal["job.completed"] = "job.completed"


@dataclass(frozen=True)
class PulseJobFailed:
    """Says that the job failed."""

    data: PulseFailedJob
    #: When it happened, as ISO 8601 text.
    timestamp: Optional[str] = None
    #: The whole event as it came, with fields that this package does not know.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    type: Literal["job.failed"] = "job.failed"


@dataclass(frozen=True)
class PulseJobCancelled:
    """Says that the job was cancelled."""

    data: PulseJob
    #: When it happened, as ISO 8601 text.
    timestamp: Optional[str] = None
    #: The whole event as it came, with fields that this package does not know.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)
    type: Literal["job.cancelled"] = "job.cancelled"


@dataclass(frozen=True)
class UnknownPulseEvent:
    """Holds an event of a type that is newer than this package, as it came."""

    #: None of those that this package knows.
    type: str
    #: The whole event, unchecked.
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)


#: The events that Pulse documents.
KnownPulseEvent = Union[
    PulseJobCreated, PulseJobProcessing, PulseJobCompleted, PulseJobFailed, PulseJobCancelled
]

#: An event from Pulse. A ``match`` with a case for each class and ``assert_never`` at its end is
#: checked to be exhaustive.
PulseEvent = Union[KnownPulseEvent, UnknownPulseEvent]

_JOB: Mapping[str, tuple[type, ...]] = {"status": (str,)}
_NUMBER = (int, float)

_made: Mapping[
    str, tuple[Callable[..., KnownPulseEvent], Callable[..., Any], Mapping[str, tuple[type, ...]]]
] = {
    "job.created": (PulseJobCreated, PulseJob, _JOB),
    "job.processing": (PulseJobProcessing, PulseJob, _JOB),
    "job.completed": (
        PulseJobCompleted,
        PulseCompletedJob,
        {**_JOB, "pages_processed": _NUMBER, "processing_time": _NUMBER},
    ),
    "job.failed": (PulseJobFailed, PulseFailedJob, {**_JOB, "error": (object,)}),
    "job.cancelled": (PulseJobCancelled, PulseJob, _JOB),
}


def unwrap_pulse_webhook(
    payload: Payload,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = 300,
    now: Union[float, datetime, None] = None,
    min_secret_bytes: int = 24,
) -> VerifiedWebhook[PulseEvent]:
    """Verifies a webhook from Pulse like ``unwrap_webhook``, and returns its event, typed.

    An event of a type that this package does not know is given as it came: Pulse will add some. One
    of a known type is checked, because nobody else will: its job must have an id, and the
    documented fields, where they are there and not null, their kinds.

    Args:
        payload: The raw body.
        headers: The request's headers.
        secret: The signing secret from Pulse's webhook portal, or several during a rotation.
        tolerance: As for ``verify_webhook``.
        now: As for ``verify_webhook``.
        min_secret_bytes: As for ``verify_webhook``.

    Raises:
        WebhookVerificationError: The webhook must not be processed; its code says why.
            ``ERR_PAYLOAD_JSON``: it is authentic,
            but no JSON or not what Pulse documents; the message names the field.
        WebhookConfigError: A wrong secret, payload, headers or option.

    Example:
        event = unwrap_pulse_webhook(body, headers, os.environ["PULSE_WEBHOOK_SECRET"]).event
        match event:
            case PulseJobCompleted(data=job):
                fetch_result(job.job_id)
            case PulseJobFailed(data=job):
                report(job.job_id, job.error)
            case PulseJobCreated() | PulseJobProcessing() | PulseJobCancelled():
                pass
            case UnknownPulseEvent():
                pass
            case _:
                assert_never(event)
    """
    try:
        verified = unwrap_webhook(
            payload,
            headers,
            secret,
            tolerance=tolerance,
            now=now,
            min_secret_bytes=min_secret_bytes,
        )
    finally:
        # What collects the variables of a traceback would find it.
        del secret
    return replace(verified, event=parse_pulse_event(verified.event))


def parse_pulse_event(event: object) -> PulseEvent:
    """Checks an event that was verified elsewhere, by an adapter say, and types it.

    Args:
        event: The body of a verified webhook, parsed as JSON.

    Raises:
        WebhookVerificationError: ``ERR_PAYLOAD_JSON``: it is not what Pulse documents; the message
            names the field.

    Example:
        event = parse_pulse_event(verified.event)
    """
    raw = _object(event, "type")
    kind = raw.get("type")
    if not isinstance(kind, str):
        _differs("type")
    if kind not in _made:
        return UnknownPulseEvent(kind, raw)
    of_event, of_job, fields = _made[kind]
    timestamp = raw.get("timestamp")
    if not _is_of_kind(timestamp, (str,)):
        _differs("timestamp")
    data = _object(raw.get("data"), "data.job_id")
    if not isinstance(data.get("job_id"), str):
        _differs("data.job_id")
    for name, kinds in fields.items():
        if not _is_of_kind(data.get(name), kinds):
            _differs(f"data.{name}")
    job = of_job(data["job_id"], **{name: data.get(name) for name in fields})
    return of_event(job, timestamp, raw)


def _object(value: object, name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else _differs(name)


def _is_of_kind(value: object, kinds: tuple[type, ...]) -> bool:
    """Tells whether a field is of a kind: absent is null, and true is no number."""
    return value is None or (
        isinstance(value, kinds) and (kinds == (object,) or not isinstance(value, bool))
    )


def _differs(name: str) -> NoReturn:
    raise WebhookVerificationError(
        f"the webhook is authentic, but not an event that Pulse documents: see its {name}",
        code="ERR_PAYLOAD_JSON",
    )
