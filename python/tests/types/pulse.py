"""What type checkers are to say of Pulse's events: a match with a case for each is exhaustive, one
that lacks a case is not.
"""

from typing import Union, assert_never, assert_type

from hookproof.pulse import (
    KnownPulseEvent,
    PulseEvent,
    PulseJobCancelled,
    PulseJobCompleted,
    PulseJobCreated,
    PulseJobFailed,
    PulseJobProcessing,
    UnknownPulseEvent,
    unwrap_pulse_webhook,
)


def exhaustive(event: PulseEvent) -> Union[str, float, None]:
    match event:
        case PulseJobCompleted(data=job):
            assert_type(job.pages_processed, Union[float, None])
            return job.pages_processed
        case PulseJobFailed(data=job):
            return job.job_id
        case PulseJobCreated() | PulseJobProcessing() | PulseJobCancelled():
            return event.data.status
        case UnknownPulseEvent(type=kind):
            return kind
        case _:
            assert_never(event)


def by_type(event: KnownPulseEvent) -> str:
    if event.type == "job.completed":
        assert_type(event, PulseJobCompleted)
    return event.data.job_id


def lacks_a_case(event: PulseEvent) -> None:
    match event:
        case PulseJobCompleted() | PulseJobFailed() | PulseJobCreated() | PulseJobProcessing():
            pass
        case UnknownPulseEvent():
            pass
        case _:
            assert_never(event)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


assert_type(unwrap_pulse_webhook(b"", {}, "").event, PulseEvent)
