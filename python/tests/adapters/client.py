"""A sender that writes what it likes to a socket."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Union

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TENANT = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
LIMIT = 100_000
SECONDS = 0.5

#: Bytes to write, seconds to wait before the next ones, or what to do meanwhile.
Steps = Iterable[Union[bytes, float, Callable[[], object]]]


@dataclass
class Response:
    status: int
    #: All of the head but the date.
    head: bytes
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@contextmanager
def served(server: str) -> Iterator[tuple[str, int]]:
    """Starts a server, and ends it."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=100)
    program = [
        sys.executable,
        "-I",
        str(Path(__file__).with_name("serve.py")),
        server,
        str(listening.fileno()),
    ]
    with (
        listening,
        subprocess.Popen(
            program, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL
        ) as process,
    ):
        try:
            yield listening.getsockname()
        finally:
            process.terminate()
            process.wait(10)


def head(path: str, headers: Iterable[tuple[str, str]], **more: str) -> bytes:
    """Writes the head of a request."""
    named = [(name.replace("_", "-"), value) for name, value in more.items()]
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: localhost",
        *(f"{name}: {value}" for name, value in [*headers, *named]),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def chunked(body: bytes, size: int = 7) -> bytes:
    """Writes a body in chunks."""
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def exchange(
    address: tuple[str, int], steps: Steps, *, count: int = 1, hangs_up: bool = False
) -> list[Response]:
    """Sends what is given, and returns so many responses, or those before the connection ends."""
    started = time.monotonic()
    with socket.create_connection(address, timeout=20) as connection:
        try:
            for step in steps:
                if isinstance(step, float):
                    time.sleep(step)
                elif isinstance(step, bytes):
                    connection.sendall(step)
                else:
                    step()
            if hangs_up:
                connection.shutdown(socket.SHUT_WR)
        except ConnectionError:
            # The server has answered already, and closed.
            pass
        with connection.makefile("rb") as stream:
            responses: list[Response] = []
            while len(responses) < count and (response := _read(stream, started)) is not None:
                responses.append(response)
            return responses


def _read(stream: Any, started: float) -> Optional[Response]:
    try:
        lines = [stream.readline()]
        while lines[-1].strip():
            lines.append(stream.readline())
    except ConnectionError:
        return None
    if not lines[0]:
        return None
    fields = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in lines[1:])
    }
    length = fields.get(b"content-length")
    if length is not None:
        body = stream.read(int(length))
    elif fields.get(b"transfer-encoding") == b"chunked":
        body = b""
        while size := int(stream.readline(), 16):
            body += stream.read(size)
            stream.readline()
        stream.readline()
    else:
        body = stream.read()
    kept = b"".join(line for line in lines if not line.lower().startswith(b"date:"))
    return Response(int(lines[0].split()[1]), kept, body, time.monotonic() - started)
