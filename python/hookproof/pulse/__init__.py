"""Types the events of Pulse, and asks for the link to its webhook portal.

See https://docs.runpulse.com.
"""

from hookproof.pulse._events import (
    KnownPulseEvent,
    PulseCompletedJob,
    PulseEvent,
    PulseFailedJob,
    PulseJob,
    PulseJobCancelled,
    PulseJobCompleted,
    PulseJobCreated,
    PulseJobFailed,
    PulseJobProcessing,
    UnknownPulseEvent,
    parse_pulse_event,
    unwrap_pulse_webhook,
)
from hookproof.pulse._link import (
    PulseError,
    PulseErrorBody,
    PulseErrorCode,
    WebhookLink,
    create_webhook_link,
)

__all__ = [
    "KnownPulseEvent",
    "PulseCompletedJob",
    "PulseError",
    "PulseErrorBody",
    "PulseErrorCode",
    "PulseEvent",
    "PulseFailedJob",
    "PulseJob",
    "PulseJobCancelled",
    "PulseJobCompleted",
    "PulseJobCreated",
    "PulseJobFailed",
    "PulseJobProcessing",
    "UnknownPulseEvent",
    "WebhookLink",
    "create_webhook_link",
    "parse_pulse_event",
    "unwrap_pulse_webhook",
]
