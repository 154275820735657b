"""The verdicts of the package, one line for each JSON line of standard input: in each shape that
the headers can have, by turns.
"""

import base64
import json
import sys

from hookproof import WebhookConfigError, WebhookVerificationError, unwrap_webhook, verify_webhook


def shaped(pairs, at):
    """Gives the headers as a dict where it can hold them, as pairs of text or of bytes."""
    if at % 3 == 0 and len({name.lower() for name, _ in pairs}) == len(pairs):
        return dict(pairs)
    return pairs if at % 3 == 1 else [(name.encode(), value.encode()) for name, value in pairs]


def verdict(webhook, at):
    body = base64.b64decode(webhook["body"])
    secrets = [one["text"] if "text" in one else base64.b64decode(one["raw"]) for one in webhook["secrets"]]
    headers = shaped([tuple(pair) for pair in webhook["headers"]], at)
    options = {"now": webhook["now"], "tolerance": webhook["tolerance"]}
    try:
        verified = unwrap_webhook(body, headers, secrets, **options)
        return f"ok {verified.secret_index} {int(verified.timestamp.timestamp())} {verified.id}"
    except (WebhookVerificationError, WebhookConfigError) as error:
        if error.code != "ERR_PAYLOAD_JSON":
            return error.code
    is_authentic = verify_webhook(body, headers, secrets, **options)
    return "ok, but no JSON" if is_authentic else "an authentic webhook that verify_webhook refuses"


for at, line in enumerate(sys.stdin.buffer):
    print(verdict(json.loads(line), at))
