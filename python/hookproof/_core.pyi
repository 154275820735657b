"""The compiled part of the package ``hookproof``, which is where to import from."""

from datetime import datetime
from typing import Any, Literal, overload

from typing_extensions import disjoint_base

from hookproof._types import Headers, KeyPair, Payload, Secrets, VerifiedWebhook, WebhookExplanation

__all__ = [
    "Webhook",
    "__version__",
    "explain_webhook",
    "generate_key_pair",
    "generate_secret",
    "sign_webhook",
    "unwrap_webhook",
    "verify_webhook",
]

__version__: str

def verify_webhook(
    payload: Payload,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = 300,
    now: float | datetime | None = None,
    min_secret_bytes: int = 24,
) -> bool: ...
@overload
def unwrap_webhook(
    payload: Payload,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = 300,
    now: float | datetime | None = None,
    min_secret_bytes: int = 24,
    json_parse: Literal[True] = True,
) -> VerifiedWebhook[Any]: ...
@overload
def unwrap_webhook(
    payload: Payload,
    headers: Headers,
    secret: Secrets,
    *,
    tolerance: float = 300,
    now: float | datetime | None = None,
    min_secret_bytes: int = 24,
    json_parse: Literal[False],
) -> VerifiedWebhook[None]: ...
def sign_webhook(
    payload: Payload,
    secret: Secrets,
    *,
    id: str | None = None,
    timestamp: float | datetime | None = None,
    min_secret_bytes: int = 24,
) -> dict[str, str]: ...
def generate_secret(nbytes: int = 32) -> str: ...
def generate_key_pair() -> KeyPair: ...
def explain_webhook(
    payload: object,
    headers: object,
    secret: object,
    *,
    tolerance: float = 300,
    now: float | datetime | None = None,
    min_secret_bytes: int = 24,
) -> WebhookExplanation: ...

@disjoint_base
class Webhook:
    def __new__(cls, whsecret: Secrets, *, min_secret_bytes: int = 24) -> Webhook: ...
    def verify(
        self,
        data: Payload,
        headers: Headers,
        *,
        json_parse: bool = True,
        tolerance: float = 300,
        now: float | datetime | None = None,
    ) -> Any: ...
    def sign(self, msg_id: str, timestamp: datetime, data: Payload) -> str: ...
