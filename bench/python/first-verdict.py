"""From nothing to the first verdict: imports one verifier and verifies once. Prints the
milliseconds that both took.
"""

import json
import sys
import time

peer, body, headers, secret = sys.argv[1], *json.loads(sys.argv[2])
start = time.perf_counter()
if peer == "hookproof":
    from hookproof import Webhook
else:
    from standardwebhooks.webhooks import Webhook
Webhook(secret).verify(body, headers)
print((time.perf_counter() - start) * 1000)
