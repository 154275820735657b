"""The verdicts of the PyPI package standardwebhooks, one line for each JSON line of standard input."""

import base64
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


def verdict(webhook):
    (secret,) = webhook["secrets"]
    try:
        peer = Webhook(secret["text"] if "text" in secret else base64.b64decode(secret["raw"]))
    except Exception as error:
        return f"secret: {type(error).__name__}"
    try:
        peer.verify(base64.b64decode(webhook["body"]), dict(webhook["headers"]), json_parse=False)
        return "accepted"
    except WebhookVerificationError as error:
        return f"refused: {error}"
    except Exception as error:
        return f"crashed: {type(error).__name__}"


for line in sys.stdin.buffer:
    print(verdict(json.loads(line)))
