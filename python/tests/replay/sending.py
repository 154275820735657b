"""Sends several deliveries at once to one application, each of which may fail."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import Any, Optional

import aiohttp.test_utils
import django.test
import httpx
import werkzeug.test

from hookproof import sign_webhook

from .applications import SECRET, SYNC, FailedError


class Delivery:
    """A signed webhook."""

    def __init__(self, event: Any = None, *, id: Optional[str] = None) -> None:
        self.body = json.dumps(event or {"type": "job.completed"}).encode()
        self.headers = sign_webhook(self.body, SECRET, id=id)
        self.id = self.headers["webhook-id"]


class Response:
    def __init__(self, status: int, headers: Any, body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers.items()}


class Sender:
    """Sends to an application of one framework. What a handler raises is a 500."""

    def __init__(self, name: str, application: Any) -> None:
        self._name, self._application = name, application

    def post(self, *deliveries: Any, path: str = "/webhook") -> list[Response]:
        """Posts them at once, and returns what each is answered."""
        if self._name in SYNC:
            with ThreadPoolExecutor(len(deliveries)) as threads:
                return [*threads.map(self.post_here, deliveries)]
        return asyncio.run(self._post_async(deliveries, path))

    def statuses(self, *deliveries: Any, path: str = "/webhook") -> list[int]:
        return [response.status for response in self.post(*deliveries, path=path)]

    def post_here(self, delivery: Delivery) -> Response:
        """Posts one in this thread, to an application that blocks."""
        try:
            if self._name == "django":
                return self._django(self._application(self._request(delivery)))
            client = werkzeug.test.Client(self._application)
            with client.post("/webhook", data=delivery.body, headers=delivery.headers) as response:
                return Response(response.status_code, dict(response.headers), response.data)
        except FailedError:
            return Response(500, {}, b"")

    def _request(self, delivery: Delivery) -> Any:
        factory: Any = (
            django.test.RequestFactory()
            if self._name == "django"
            else django.test.AsyncRequestFactory()
        )
        return factory.post(
            "/webhook", delivery.body, content_type="application/json", headers=delivery.headers
        )

    def _django(self, response: Any) -> Response:
        return Response(response.status_code, dict(response.headers), b"".join(response))

    async def _post_async(self, deliveries: Any, path: str) -> list[Response]:
        async with AsyncExitStack() as stack:
            if self._name == "aiohttp":
                # Anew each time, since it belongs to one event loop.
                server = aiohttp.test_utils.TestServer(self._application())
                client: Any = await stack.enter_async_context(aiohttp.test_utils.TestClient(server))
            else:
                transport = httpx.ASGITransport(self._application)
                client = await stack.enter_async_context(
                    httpx.AsyncClient(transport=transport, base_url="http://x")
                )

            async def post(delivery: Delivery) -> Response:
                try:
                    if self._name == "async django":
                        return self._django(await self._application(self._request(delivery)))
                    if self._name == "aiohttp":
                        async with client.post(
                            path, data=delivery.body, headers=delivery.headers
                        ) as answer:
                            return Response(
                                answer.status, dict(answer.headers), await answer.read()
                            )
                    answer = await client.post(
                        path, content=delivery.body, headers=delivery.headers
                    )
                    return Response(answer.status_code, dict(answer.headers), answer.content)
                except FailedError:
                    return Response(500, {}, b"")

            return await asyncio.gather(*(post(delivery) for delivery in deliveries))
