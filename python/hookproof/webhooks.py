"""Gives the names that ``standardwebhooks.webhooks`` and ``svix.webhooks`` have."""

from hookproof._core import Webhook
from hookproof._errors import WebhookConfigError, WebhookVerificationError

#: That of standardwebhooks.
EmptyWebhookSecretError = WebhookConfigError

__all__ = ["EmptyWebhookSecretError", "Webhook", "WebhookVerificationError"]
