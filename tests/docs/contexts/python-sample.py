"""The function that Pulse's page prints, without its comments, and a webhook that another library
signed.
"""

import base64
import hashlib
import hmac
import os
import time
from datetime import datetime, timezone

import standardwebhooks
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from hookproof import generate_secret


def sample(payload: str, headers: dict, webhook_secret: str) -> bool:
    webhook_id = headers.get('webhook-id')
    webhook_timestamp = headers.get('webhook-timestamp')
    webhook_signature = headers.get('webhook-signature')
    if not all([webhook_id, webhook_timestamp, webhook_signature]):
        return False
    current_time = int(time.time())
    if abs(current_time - int(webhook_timestamp)) > 300:
        return False
    signed_content = f"{webhook_id}.{webhook_timestamp}.{payload}"
    signature = webhook_signature.split(',')[1] if ',' in webhook_signature else webhook_signature
    expected = base64.b64encode(
        hmac.new(
            base64.b64decode(webhook_secret),
            signed_content.encode(),
            hashlib.sha256
        ).digest()
    ).decode()
    return hmac.compare_digest(signature, expected)


def tried(function, *given):
    # A route gives it text.
    given = [one.decode() if isinstance(one, bytes) else one for one in given]
    try:
        return function(*given)
    except Exception as error:
        return type(error).__name__


def as_text(raw):
    """What Flask gives of a body."""
    return Request(EnvironBuilder(method="POST", data=raw).get_environ()).get_data(as_text=True)


def signed_at(timestamp, payload):
    """As a sender signs who writes the time so."""
    content = f"msg_1.{timestamp}.".encode() + payload
    mac = hmac.new(base64.b64decode(without_prefix), content, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(mac).decode()}"
    return {"webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": signature}


def in_arabic_digits(number):
    return "".join(chr(0x660 + int(digit)) for digit in str(number))


secret = os.environ["WEBHOOK_SECRET"]
secret_of_24_bytes = generate_secret(24)
without_prefix = secret.removeprefix("whsec_")
body = b'{"type": "job.completed", "name": "Ren\\u00e9"}'
sent = datetime.now(timezone.utc)
now = int(sent.timestamp())
signature = standardwebhooks.Webhook(secret).sign("msg_1", sent, body.decode())
signature_of_another = standardwebhooks.Webhook(generate_secret()).sign("msg_1", sent, body.decode())
headers = {"webhook-id": "msg_1", "webhook-timestamp": str(now), "webhook-signature": signature}

# the block
