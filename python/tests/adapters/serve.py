"""Serves the applications by the server that is named, at a socket that is given."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

# Last: the package that is installed is the one that is tested.
sys.path.append(str(Path(__file__).parents[2]))

from tests.adapters import applications


def gunicorn(listening: socket.socket) -> None:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            # The worker with threads, since the one without serves one connection, whoever is slow.
            settings = {
                "bind": f"fd://{listening.fileno()}",
                "threads": 8,
                "graceful_timeout": 1,
                "loglevel": "warning",
            }
            for name, value in settings.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return applications.wsgi()

    Application().run()


def waitress(listening: socket.socket) -> None:
    from waitress import serve

    serve(applications.wsgi(), sockets=[listening], threads=8)


def werkzeug(listening: socket.socket) -> None:
    from werkzeug.serving import make_server

    make_server(
        "127.0.0.1", 0, applications.wsgi(), threaded=True, fd=listening.fileno()
    ).serve_forever()


def wsgiref(listening: socket.socket) -> None:
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    server = WSGIServer(listening.getsockname(), WSGIRequestHandler, bind_and_activate=False)
    server.socket = listening
    server.server_name, server.server_port = listening.getsockname()
    server.setup_environ()
    server.set_app(applications.wsgi())
    server.serve_forever()


def uvicorn(listening: socket.socket) -> None:
    from uvicorn import Config, Server

    Server(Config(applications.asgi(), log_level="warning", http="h11")).run(sockets=[listening])


def aiohttp(listening: socket.socket) -> None:
    from aiohttp.web import run_app

    run_app(applications.aiohttp_application(), sock=listening, print=None)


if __name__ == "__main__":
    name, number = sys.argv[1:]
    globals()[name](socket.socket(fileno=int(number)))
