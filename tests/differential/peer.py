"""The verdicts of a package of PyPI, standardwebhooks or svix, one line for each JSON line of
standard input.
"""

import base64
import importlib
import json
import sys

package = importlib.import_module(f"{sys.argv[1]}.webhooks")
# svix does not have it: it parses nothing.
options = {"json_parse": False} if sys.argv[1] == "standardwebhooks" else {}


def verdict(webhook):
    (secret,) = webhook["secrets"]
    try:
        peer = package.Webhook(secret["text"] if "text" in secret else base64.b64decode(secret["raw"]))
    except Exception as error:
        return f"secret: {type(error).__name__}"
    try:
        peer.verify(base64.b64decode(webhook["body"]), dict(webhook["headers"]), **options)
        return "accepted"
    except package.WebhookVerificationError as error:
        return f"refused: {error}"
    except Exception as error:
        return f"crashed: {type(error).__name__}"


for line in sys.stdin.buffer:
    print(verdict(json.loads(line)))
