"""Serves the receiver that a program makes, by a server of its framework, and says where it
listens.
"""

from __future__ import annotations

import inspect
import os
import socket
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.argv[1])
sys.path.insert(0, str(PROGRAM.parent))

listening = socket.create_server(("127.0.0.1", 0))


def django(names: dict[str, Any]) -> None:
    import django.core.asgi
    import django.core.wsgi

    views = [pattern.callback for pattern in names["urlpatterns"]]
    if any(map(inspect.iscoroutinefunction, views)):
        asgi(django.core.asgi.get_asgi_application())
    else:
        wsgi(django.core.wsgi.get_wsgi_application())


def wsgi(application: Any) -> None:
    from werkzeug.serving import make_server

    make_server("127.0.0.1", 0, application, threaded=True, fd=listening.fileno()).serve_forever()


def asgi(application: Any) -> None:
    from uvicorn import Config, Server

    Server(Config(application, log_level="warning")).run(sockets=[listening])


def aiohttp(application: Any) -> None:
    from aiohttp.web import run_app

    run_app(application, sock=listening, print=None)


def serve(names: dict[str, Any]) -> None:
    if "urlpatterns" in names:
        return django(names)
    app = names.get("app") or names["application"]
    package = type(app).__module__.partition(".")[0]
    if package == "aiohttp":
        return aiohttp(app)
    return asgi(app) if package in ("fastapi", "starlette") else wsgi(app)


if "django" in PROGRAM.read_text():
    import django as package
    from django.conf import settings

    csrf = "django.middleware.csrf.CsrfViewMiddleware"
    secret = os.environ["WEBHOOK_SECRET"]
    settings.configure(
        ALLOWED_HOSTS=["*"],
        MIDDLEWARE=[csrf],
        ROOT_URLCONF=PROGRAM.stem,
        SECRET_KEY="x",
        WEBHOOK_SECRET=secret,
    )
    package.setup()

made = vars(__import__(PROGRAM.stem))
print("listening on http://{}:{}".format(*listening.getsockname()), flush=True)
serve(made)
