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
) -> bool:
    """Says whether a webhook is authentic and fresh.

    It returns False for anything that a sender can cause, and raises only what the developer has to
    change.

    Args:
        payload: The raw body, as bytes or as a str, which stands for its UTF-8. A parsed one cannot
            be verified: its bytes are gone.
        headers: The request's headers, with webhook-id, webhook-timestamp and webhook-signature or
            their svix- forms: a mapping such as request.headers of any framework, environ of WSGI,
            or (name, value) pairs of str or bytes.
        secret: One secret, or 1 to 16 of them during a rotation: whsec_ and base64 as the sender's
            dashboard shows it, the key's own bytes, or a whpk_ key.
        tolerance: How far the timestamp may lie from now, before or after, in seconds. 0 means the
            same second.
        now: The time to compare with, in seconds since 1970 or as a datetime with a time zone. By
            default the clock's.
        min_secret_bytes: How many bytes each secret must have at least, 1 to 512, for senders who
            issue shorter ones.

    Returns:
        Whether to process the webhook.

    Raises:
        WebhookConfigError: A wrong secret, payload, headers or option.

    Example:
        @app.post("/webhook")
        def receive():
            secret = os.environ["WEBHOOK_SECRET"]
            if not verify_webhook(request.get_data(), request.headers, secret):
                abort(401)
            return "", 204
    """

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
) -> VerifiedWebhook[Any]:
    """Verifies a webhook like verify_webhook, and returns what is in it.

    Args:
        payload: The raw body, JSON once it is verified.
        headers: As for verify_webhook.
        secret: As for verify_webhook.
        tolerance: As for verify_webhook.
        now: As for verify_webhook.
        min_secret_bytes: As for verify_webhook.
        json_parse: False for bodies that need not be JSON: nothing is parsed, and the event is
            None.

    Returns:
        The id, the time, the parsed body, which secret matched, and the body's bytes.

    Raises:
        WebhookVerificationError: The webhook must not be processed; its code says why.
        WebhookConfigError: A wrong secret, payload, headers or option.

    Example:
        verified = unwrap_webhook(request.get_data(), request.headers, secret)
        print(verified.id, verified.event["type"])
    """

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
) -> dict[str, str]:
    """Signs a webhook, for a sender or for a test.

    Args:
        payload: The body, exactly as it will be sent.
        secret: One secret, or several: each adds an entry to the signature list. A whsk_ key makes
            v1a signatures.
        id: 1 to 256 visible ASCII characters without a dot; keep it on a retry. By default msg_ and
            27 random characters.
        timestamp: When it is sent, in seconds since 1970 or as a datetime with a time zone. By
            default now.
        min_secret_bytes: How many bytes each secret must have at least, 1 to 512.

    Returns:
        The three headers to send with the payload.

    Raises:
        WebhookConfigError: A wrong secret, payload or option.

    Example:
        body = json.dumps({"type": "job.completed"}).encode()
        requests.post(url, data=body, headers=sign_webhook(body, secret))
    """

def generate_secret(nbytes: int = 32) -> str:
    """Makes a new secret, whsec_ and base64, from the system's own random numbers.

    Args:
        nbytes: How many random bytes it holds, 24 to 512.

    Raises:
        WebhookConfigError: ERR_OPTION, another number of bytes.

    Example:
        print(generate_secret())  # whsec_…, 32 bytes
    """

def generate_key_pair() -> KeyPair:
    """Makes a new key pair for v1a signatures.

    Who holds the public key can verify webhooks, and cannot sign them.

    Returns:
        The private key, whsk_ and base64 of 64 bytes, and the public key, whpk_ and base64 of 32
        bytes.

    Example:
        pair = generate_key_pair()
        headers = sign_webhook(body, pair.private_key)
        assert verify_webhook(body, headers, pair.public_key)
    """

def explain_webhook(
    payload: object,
    headers: object,
    secret: object,
    *,
    tolerance: float = 300,
    now: float | datetime | None = None,
    min_secret_bytes: int = 24,
) -> WebhookExplanation:
    """Says why a webhook is refused, and what to change in the receiver.

    It looks for the cause by trying it: the body as it would be with other white space or line
    endings, the secret read in another way, the other set of headers, and so on. It raises nothing,
    whatever it is given. It holds no part of a secret and no signature that was computed; but it is
    meant for logs and for the developer, so answer the sender with a plain 401.

    It costs much more than a verification: explain in development, or a sample of the refusals, and
    not every forged request. Besides the verification itself at most 1024 HMACs or ed25519
    verifications are tried, over at most 64 MiB; a body of more than 1 MiB is checked, but not
    varied.

    Args:
        payload: What was given to verify_webhook; anything is taken.
        headers: What was given to verify_webhook; anything is taken.
        secret: What was given to verify_webhook; anything is taken.
        tolerance: As for verify_webhook.
        now: As for verify_webhook.
        min_secret_bytes: As for verify_webhook.

    Returns:
        The verdict, the five checks and the likely causes.

    Example:
        if not verify_webhook(body, headers, secret):
            if app.debug:
                explanation = explain_webhook(body, headers, secret)
                app.logger.warning("%s: %s", explanation.code, explanation.hints[0].message)
            abort(401)
    """

@disjoint_base
class Webhook:
    """Verifies and signs as the class of standardwebhooks and svix does.

    Changing the import line is the whole migration.

    Args:
        whsecret: One secret, or 1 to 16 of them during a rotation. Bytes are the key itself.
        min_secret_bytes: How many bytes each secret must have at least, 1 to 512.

    Raises:
        WebhookConfigError: A wrong secret, at once and not at the first webhook.

    Example:
        event = Webhook(secret).verify(request.get_data(), request.headers)
    """

    def __new__(cls, whsecret: Secrets, *, min_secret_bytes: int = 24) -> Webhook: ...
    def verify(
        self,
        data: Payload,
        headers: Headers,
        *,
        json_parse: bool = True,
        tolerance: float = 300,
        now: float | datetime | None = None,
    ) -> Any:
        """Returns the parsed JSON of a webhook that is authentic and fresh.

        An empty body gives None.

        Args:
            data: The raw body.
            headers: The request's headers.
            json_parse: False to parse nothing and return None, as svix does.
            tolerance: How far the timestamp may lie from now, in seconds.
            now: The time to compare with. By default the clock's.

        Raises:
            WebhookVerificationError: The webhook must not be processed; its code says why.
            WebhookConfigError: A wrong payload, headers or option.
        """
    def sign(self, msg_id: str, timestamp: datetime, data: Payload) -> str:
        """Returns the value of the signature header for a message.

        Args:
            msg_id: The message's identifier.
            timestamp: When it is sent. One without a time zone is UTC, as in standardwebhooks.
            data: The body, exactly as it will be sent.

        Returns:
            One entry for each secret, v1, and base64, separated by spaces.

        Raises:
            WebhookConfigError: A wrong id, timestamp or payload.
        """
