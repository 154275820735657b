"""A webhook that another library signed, its headers and its secret."""

import os
from datetime import datetime, timezone

import standardwebhooks

secret = os.environ["WEBHOOK_SECRET"]
body = b'{"type":"job.completed","data":{"job_id":"1"}}'
sent = datetime.now(timezone.utc)
headers = {
    "webhook-id": "msg_1",
    "webhook-timestamp": str(int(sent.timestamp())),
    "webhook-signature": standardwebhooks.Webhook(secret).sign("msg_1", sent, body.decode()),
}

# the block
