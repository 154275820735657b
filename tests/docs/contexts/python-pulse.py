"""A webhook of Pulse's, and what an application does with it."""

import os

from hookproof.testing import signed_headers

secret = os.environ["PULSE_WEBHOOK_SECRET"]
body = b'{"type":"job.completed","timestamp":"2026-01-31T12:00:00Z","data":{"job_id":"1","status":"completed"}}'
headers = signed_headers(body, secret)
fetched = []


def fetch_result(job_id: str) -> None:
    fetched.append(job_id)


def report(job_id: str, error: object) -> None:
    raise AssertionError(job_id, error)


# the block

assert fetched == ["1"]
