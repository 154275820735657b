"""The block of the README runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import flask
import pytest

from hookproof.testing import TAMPERINGS, WebhookSigner

README = Path(__file__).parents[1] / "README.md"


def test_the_receiver_of_the_readme_takes_what_is_signed_and_nothing_else(
    webhook_signer: WebhookSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    names: dict[str, Any] = {"__name__": "readme"}
    exec(program, names)
    app: flask.Flask = names["app"]
    client = app.test_client()
    monkeypatch.setenv("WEBHOOK_SECRET", webhook_signer.secret)
    assert client.post("/webhook", **webhook_signer.request({"type": "job.completed"}).flask()).status_code == 204
    for how in TAMPERINGS:
        assert client.post("/webhook", **webhook_signer.tampered(how, b"\xff").flask()).status_code == 401
