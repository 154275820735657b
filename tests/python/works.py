"""What every installation must do: a webhook that is signed verifies, and another does not. Says
what is installed.
"""

import sys
from importlib.metadata import files, metadata

import hookproof
import hookproof.pulse
import hookproof.replay
import hookproof.starlette
import hookproof.testing
import hookproof.webhooks
import hookproof.wsgi

secret, pair = hookproof.generate_secret(), hookproof.generate_key_pair()
signed = hookproof.sign_webhook("{}", [secret, pair.private_key])
assert hookproof.verify_webhook(b"{}", signed, secret)
assert hookproof.unwrap_webhook("{}", signed, pair.public_key).event == {}
assert not hookproof.verify_webhook(b"[]", signed, secret)
assert hookproof.explain_webhook(b"[]", signed, secret).hints

about = metadata("hookproof")
print(hookproof.__version__, about["Version"], about.get_all("Requires-Dist"), about["License-Expression"])
print(*sorted(str(file) for file in files("hookproof") if "__pycache__" not in str(file)))
print("works with", sys.version, file=sys.stderr)
