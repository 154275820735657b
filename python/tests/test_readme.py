"""The blocks of the README run as they stand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import aiohttp.web
import fastapi
import pytest
import starlette.applications

from hookproof.testing import TAMPERINGS, WebhookSigner

from .adapters.in_process import over_asgi, over_wsgi, to_aiohttp, to_django

README = Path(__file__).parents[1] / "README.md"
PROGRAMS: list[str] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)


def sender_to(names: dict[str, Any]) -> tuple[Any, Any]:
    if "urlpatterns" in names:
        return to_django, names["urlpatterns"][0].callback
    app = names.get("app") or names["application"]
    if isinstance(app, aiohttp.web.Application):
        return to_aiohttp, app
    return over_asgi if isinstance(
        app, (fastapi.FastAPI, starlette.applications.Starlette)
    ) else over_wsgi, app


def test_there_is_a_block_for_each_framework() -> None:
    frameworks = ("flask", "flask", "fastapi", "django", "starlette", "aiohttp", "wsgi", "flask")
    assert len(PROGRAMS) == len(frameworks)
    assert all(f"{framework} import" in program for framework, program in zip(frameworks, PROGRAMS))


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_receiver_of_the_readme_takes_what_is_signed_and_nothing_else(
    program: str,
    webhook_signer: WebhookSigner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("WEBHOOK_SECRET", webhook_signer.secret)

    def post(request: Any) -> Any:
        # Anew each time: aiohttp's application belongs to one event loop.
        names: dict[str, Any] = {"__name__": "readme"}
        exec(compile(program, "README.md", "exec", dont_inherit=True), names)
        send, app = sender_to(names)
        return send(
            app,
            request.body,
            {name: value for name, value in request.headers.items() if name != "content-type"},
        )

    request = webhook_signer.request({"type": "job.completed"})
    assert post(request) == 204
    assert capsys.readouterr().out in ("", f"{request.headers['webhook-id']} job.completed\n")
    for how in TAMPERINGS:
        assert post(webhook_signer.tampered(how, {"type": "job.completed"})) == 401
