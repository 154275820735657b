"""How long one verification takes, in microseconds, and with what a user would pick instead. Prints
JSON.

Interleaved rounds, each of which runs every cell once, so that a machine that slows down slows them
all.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from statistics import median

import standardwebhooks.webhooks
import svix.webhooks

import hookproof

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SIZES = [128, 1024, 65536, 1048576]
ROUNDS, BATCH_SECONDS = int(sys.argv[1]), 0.012


def verify_by_hand(payload: bytes, headers: dict, webhook_secret: str) -> bool:
    """The sample in Python that Pulse's documentation prints, with its bugs fixed and nothing else
    changed.

    The prefix is stripped, the timestamp is digits only, the header is a list, what is not ASCII is
    refused, bytes are hashed as they are.
    """
    webhook_id = headers.get("webhook-id")
    webhook_timestamp = headers.get("webhook-timestamp")
    webhook_signature = headers.get("webhook-signature")
    if not all([webhook_id, webhook_timestamp, webhook_signature]):
        return False

    # Check timestamp to prevent replay attacks (5 minute window)
    current_time = int(time.time())
    if not (webhook_timestamp.isascii() and webhook_timestamp.isdigit()):
        return False
    if abs(current_time - int(webhook_timestamp)) > 300:
        return False

    # Compute expected signature (base64-encoded HMAC-SHA256)
    secret_bytes = base64.b64decode(webhook_secret.removeprefix("whsec_"))
    signed_content = hmac.new(secret_bytes, f"{webhook_id}.{webhook_timestamp}.".encode(), hashlib.sha256)
    signed_content.update(payload)
    expected = base64.b64encode(signed_content.digest()).decode()

    # Constant-time comparison with each entry of the list (format: v1,signature)
    for entry in webhook_signature.split(" "):
        version, _, signature = entry.partition(",")
        if version == "v1" and signature.isascii() and hmac.compare_digest(signature, expected):
            return True
    return False


def headers_of(size: int, body: bytes) -> dict:
    """Gives thirteen headers, as a proxy hands them on."""
    return {
        "host": "api.example.com",
        "user-agent": "Svix-Webhooks/1.60.0 (sender-9YMgn; +https://www.svix.com/http-sender/)",
        "accept": "*/*",
        "accept-encoding": "gzip, br",
        "content-type": "application/json",
        **hookproof.sign_webhook(body, SECRET),
        "content-length": str(size),
        "x-forwarded-for": "203.0.113.7",
        "x-forwarded-host": "api.example.com",
        "x-forwarded-proto": "https",
        "connection": "keep-alive",
    }


def body_of(size: int) -> bytes:
    def event(text: str) -> bytes:
        return json.dumps({"type": "job.completed", "data": {"text": text}}).encode()

    line = "Invoice 2041: 12 pages, 3 tables, total 1,480.00 EUR. "
    length = size - len(event(""))
    return event((line * (length // len(line) + 1))[:length])


def cells(size: int) -> dict:
    body = body_of(size)
    headers = headers_of(size, body)
    # As their users have them: the peers keep a key in an object, the functions are given the
    # secret.
    peer, wrapped = standardwebhooks.webhooks.Webhook(SECRET), svix.webhooks.Webhook(SECRET)
    verify_webhook = hookproof.verify_webhook
    assert len(body) == size and verify_webhook(body, headers, SECRET) and verify_by_hand(body, headers, SECRET)
    assert not verify_webhook(body + b" ", headers, SECRET) and not verify_by_hand(body + b" ", headers, SECRET)
    return {
        "hookproof": lambda: verify_webhook(body, headers, SECRET),
        "hmac by hand": lambda: verify_by_hand(body, headers, SECRET),
        "standardwebhooks": lambda: peer.verify(body, headers, json_parse=False),
        "svix": lambda: wrapped.verify(body, headers),
    }


def timed(call, count: int) -> float:
    start = time.perf_counter()
    for _ in range(count):
        call()
    return time.perf_counter() - start


def count_for(call) -> int:
    count = 1
    while (taken := min(timed(call, count), timed(call, count))) < BATCH_SECONDS:
        count *= 2
    return max(1, round(count * BATCH_SECONDS / taken))


results = []
for size in SIZES:
    runs = [(name, call, count_for(call), []) for name, call in cells(size).items()]
    for each in range(ROUNDS):
        # Back and forth, so that no cell always follows the same one.
        for _, call, count, samples in runs if each % 2 == 0 else reversed(runs):
            samples.append(timed(call, count) / count * 1e6)
    results.append({"size": size, **{name: median(samples) for name, _, _, samples in runs}})
print(json.dumps(results))
