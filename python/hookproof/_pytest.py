"""The plugin for pytest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hookproof.testing import WebhookSigner


@pytest.fixture
def webhook_signer() -> WebhookSigner:
    """Signs webhooks with a secret of its own: give ``webhook_signer.secret`` to the receiver.

    Example:
        def test_a_signed_webhook_is_taken(webhook_signer, monkeypatch, client):
            monkeypatch.setenv("WEBHOOK_SECRET", webhook_signer.secret)
            request = webhook_signer.request({"type": "job.completed"})
            response = client.post("/webhook", **request.flask())
            assert response.status_code == 204
    """
    # Here, so that a run of pytest that signs nothing loads nothing.
    from hookproof.testing import WebhookSigner

    return WebhookSigner()
