"""Verifies and signs webhooks of the Standard Webhooks scheme.

Svix, OpenAI, Clerk, Resend, Pulse and others send them. The rules are those of the Rust crate of
the same name, which is compiled into this package, so that Python, Rust and every JavaScript
runtime give one verdict.

Example:
    from hookproof import verify_webhook

    @app.post("/webhook")
    def receive():
        if not verify_webhook(request.get_data(), request.headers, os.environ["WEBHOOK_SECRET"]):
            abort(401)
        return "", 204
"""

from hookproof._core import (
    Webhook,
    __version__,
    explain_webhook,
    generate_key_pair,
    generate_secret,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)
from hookproof._errors import WebhookConfigError, WebhookVerificationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hookproof._types import (
        ConfigErrorCode,
        Headers,
        HintCode,
        KeyPair,
        Payload,
        Secret,
        Secrets,
        VerificationErrorCode,
        VerifiedWebhook,
        WebhookCheck,
        WebhookExplanation,
        WebhookHint,
    )

__all__ = [
    "ConfigErrorCode",
    "Headers",
    "HintCode",
    "KeyPair",
    "Payload",
    "Secret",
    "Secrets",
    "VerificationErrorCode",
    "VerifiedWebhook",
    "Webhook",
    "WebhookCheck",
    "WebhookConfigError",
    "WebhookExplanation",
    "WebhookHint",
    "WebhookVerificationError",
    "__version__",
    "explain_webhook",
    "generate_key_pair",
    "generate_secret",
    "sign_webhook",
    "unwrap_webhook",
    "verify_webhook",
]


def __getattr__(name: str) -> object:
    """Imports the types when they are asked for.

    dataclasses and typing take longer to load than all else.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from hookproof import _types

    return getattr(_types, name)
