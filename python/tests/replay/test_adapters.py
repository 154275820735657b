"""Every adapter with a replay store: what each delivery is answered, and what becomes of its id."""

from __future__ import annotations

import asyncio
import threading
import time
from types import SimpleNamespace
from typing import Any, Callable

import django.http
import flask
import pytest
import werkzeug.test
from django.core.handlers.base import BaseHandler
from django.db import IntegrityError, connection, connections, transaction

import hookproof._asking
import hookproof.django
import hookproof.flask
import hookproof.starlette
import hookproof.wsgi
from hookproof import WebhookConfigError
from hookproof._asking import MOST_THREADS
from hookproof._lease import Lease
from hookproof.replay import MemoryReplayStore, PostgresReplayStore

from .applications import ADAPTERS, ASYNC, SECRET, SYNC, FailedError, Worker
from .sending import Delivery, Sender
from .servers import Stores, new_key

#: What a store is for whom: the rest runs in a thread, or in a task.
BLOCKING = ("memory", "redis", "pool", "sqlite")


class Receiver:
    """An adapter with its options, and what it did."""

    def __init__(self, name: str, replay: Any, **options: Any) -> None:
        self.worker = Worker()
        self.refused: list[Any] = []
        given = {
            "replay": replay,
            "on_refused": lambda error, request: self.refused.append(error),
            **options,
        }
        application = ADAPTERS[name](self.worker, **given)
        if name == "aiohttp":
            # One that belongs to an event loop; its options were looked at.
            handler = next(iter(application.router.routes())).handler

            def of_handler() -> Any:
                import aiohttp.web

                app = aiohttp.web.Application()
                app.router.add_post("/webhook", handler)
                return app

            application = of_handler
        self.sender = Sender(name, application)

    def post(self, *deliveries: Any, **more: Any) -> list[int]:
        return self.sender.statuses(*deliveries, **more)

    @property
    def count(self) -> int:
        return len(self.worker.worked)


class Imitated:
    """A store that does as it is told, and otherwise what a memory does. Sync, or async by way of
    ``waiting``.
    """

    def __init__(self, **told: Callable[[], Any]) -> None:
        self.memory, self.told, self.asked = MemoryReplayStore(), told, list[str]()

    def _ask(self, name: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.append(name)
        if name in self.told:
            self.told[name]()
        return getattr(self.memory, name)(*args, **kwargs)

    def claim(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("claim", *args, **kwargs)

    def complete(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("complete", *args, **kwargs)

    def release(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask("release", *args, **kwargs)


class Waiting(Imitated):
    """The same for asyncio."""

    async def _wait(self, name: str, *args: Any, **kwargs: Any) -> Any:
        self.asked.append(name)
        if name in self.told:
            found = self.told[name]()
            if isinstance(found, float):
                await asyncio.sleep(found)
        return getattr(self.memory, name)(*args, **kwargs)

    async def claim(self, *args: Any, **kwargs: Any) -> Any:
        return await self._wait("claim", *args, **kwargs)

    async def complete(self, *args: Any, **kwargs: Any) -> Any:
        return await self._wait("complete", *args, **kwargs)

    async def release(self, *args: Any, **kwargs: Any) -> Any:
        return await self._wait("release", *args, **kwargs)


def fail() -> Any:
    raise ConnectionError("connection refused")


every = pytest.mark.parametrize("name", ADAPTERS)
#: Each adapter with what runs a store that is not a memory: a thread, and for asyncio a task as
#: well.
KINDS = [(name, Imitated) for name in ADAPTERS] + [(name, Waiting) for name in ASYNC]
every_kind = pytest.mark.parametrize(
    ("name", "kind"), KINDS, ids=[f"{name} {kind.__name__}" for name, kind in KINDS]
)

#: A store that runs in a thread, for an application that blocks and for one that awaits, and one in
#: a task.
WAYS = [("flask", Imitated), ("aiohttp", Imitated), ("fastapi", Waiting)]


@pytest.mark.parametrize("place", BLOCKING)
@every
def test_what_is_done_is_acknowledged_and_processed_once(
    name: str, place: str, stores: Stores
) -> None:
    receiver, delivery = Receiver(name, stores[place], endpoint=new_key()), Delivery()
    assert receiver.post(delivery) == [204]
    # As Svix: signed anew, under the same id.
    (again,) = receiver.sender.post(Delivery(id=delivery.id))
    assert (again.status, again.body, again.headers["cache-control"]) == (204, b"", "no-store")
    assert (receiver.count, [error.code for error in receiver.refused]) == (1, ["ERR_REPLAYED"])
    assert "received before" in str(receiver.refused[0])


@pytest.mark.parametrize("place", BLOCKING)
@every
def test_of_many_deliveries_at_once_one_is_processed(name: str, place: str, stores: Stores) -> None:
    receiver, delivery = Receiver(name, stores[place], endpoint=new_key()), Delivery()
    receiver.worker.is_time = lambda: len(receiver.refused) >= 9
    responses = receiver.sender.post(*[delivery] * 10)
    assert sorted(response.status for response in responses) == [204] + [503] * 9
    busy = [response for response in responses if response.status == 503]
    assert {
        (response.headers["retry-after"], response.headers["cache-control"], response.body)
        for response in busy
    } == {("10", "no-store", b"")}
    assert (receiver.count, {str(error) for error in receiver.refused}) == (
        1,
        {"another delivery of this webhook is being worked on"},
    )
    assert receiver.post(delivery) == [204]
    assert receiver.count == 1


FAILURES: list[dict[str, Any]] = [
    {"type": "raises once"},
    *({"type": "answers", "status": each} for each in (500, 503, 400, 302)),
]


@pytest.mark.parametrize("event", FAILURES, ids=lambda event: str(event.get("status")))
@every_kind
def test_a_failure_gives_it_back_and_the_senders_retry_is_processed(
    name: str, kind: Any, event: Any
) -> None:
    store = kind()
    receiver, delivery = Receiver(name, store), Delivery(event)
    assert receiver.post(delivery) == [event.get("status", 500)]
    assert store.asked == ["claim", "release"]
    assert receiver.post(
        Delivery(event, id=delivery.id),
    ) == [204]
    assert receiver.post(delivery) == [204]
    assert (receiver.count, store.asked) == (2, ["claim", "release", "claim", "complete", "claim"])


@every_kind
def test_a_forgery_uses_up_no_id(name: str, kind: Any) -> None:
    store = kind()
    receiver, delivery = Receiver(name, store), Delivery()
    forged = Delivery(id=delivery.id)
    forged.body += b" "
    assert [receiver.post(forged), [*store.asked], receiver.post(delivery)] == [[401], [], [204]]


@every
def test_what_is_done_can_be_refused_instead(name: str) -> None:
    receiver, delivery = Receiver(name, MemoryReplayStore(), on_replay="refuse"), Delivery()
    assert [receiver.post(delivery), receiver.post(delivery)] == [[204], [401]]


@every_kind
def test_a_store_that_is_down_is_a_503_and_nothing_is_processed(name: str, kind: Any) -> None:
    receiver, delivery = Receiver(name, kind(claim=fail)), Delivery()
    (answer,) = receiver.sender.post(delivery)
    assert (answer.status, answer.headers["retry-after"], answer.body, receiver.count) == (
        503,
        "10",
        b"",
        0,
    )
    (refusal,) = receiver.refused
    assert (refusal.code, str(refusal.__cause__)) == ("ERR_REPLAYED", "connection refused")
    delivery.body += b" "
    assert receiver.post(delivery) == [401]


@every_kind
def test_a_store_that_is_down_can_be_done_without(name: str, kind: Any) -> None:
    errors: list[Exception] = []

    def choose(error: Exception, request: Any) -> str:
        errors.append(error)
        return "accept"

    for choice in ("accept", choose):
        receiver = Receiver(name, kind(claim=fail), on_store_error=choice)
        assert [receiver.post(Delivery()), receiver.count] == [[204], 1]
    assert [str(error) for error in errors] == ["connection refused"]


@pytest.mark.parametrize(("name", "kind"), WAYS)
def test_a_store_that_is_late_is_down_and_what_it_claims_late_is_given_back(
    name: str, kind: Any
) -> None:
    waits = [1.0]

    def wait() -> Any:
        seconds = waits.pop() if waits else 0.0
        if kind is Waiting:
            return seconds
        time.sleep(seconds)
        return None

    store = kind(claim=wait)
    receiver, delivery = Receiver(name, store, store_timeout=0.1), Delivery()
    started = time.monotonic()
    if name in SYNC or kind is Imitated:
        assert receiver.post(delivery) == [503]
        assert time.monotonic() - started < 0.9
        while store.asked != ["claim", "release"]:
            assert time.monotonic() - started < 10
            time.sleep(0.02)
        assert receiver.post(delivery) == [204]
        return
    # A task ends with its event loop: the sender that waits keeps it.
    slow = Delivery({"type": "slow", "seconds": 1.5})
    assert receiver.post(delivery, slow) == [503, 204]
    assert store.asked.count("release") == 1
    assert receiver.post(delivery) == [204]


@every_kind
def test_a_release_that_fails_is_told_and_hides_nothing(name: str, kind: Any) -> None:
    errors: list[Exception] = []

    def tell(error: Exception, request: Any) -> str:
        errors.append(error)
        raise ZeroDivisionError

    receiver, delivery = (
        Receiver(name, kind(release=fail), on_store_error=tell),
        Delivery({"type": "raises once"}),
    )
    assert receiver.post(delivery) == [500]
    assert [str(error) for error in errors] == ["connection refused"]
    assert receiver.post(delivery) == [503]


@pytest.mark.parametrize(("name", "kind"), WAYS)
def test_a_lease_is_renewed_while_the_handler_runs(name: str, kind: Any) -> None:
    store = kind()
    receiver, delivery = (
        Receiver(name, store, lease=1, max_work=10),
        Delivery({"type": "slow", "seconds": 1.3}),
    )
    assert receiver.post(delivery) == [204]
    assert store.asked.count("claim") in (3, 4, 5)
    assert [receiver.post(delivery), receiver.count] == [[204], 1]


@every
def test_a_lease_ends_for_a_handler_that_does_not(name: str) -> None:
    store = Imitated()
    receiver = Receiver(name, store, lease=1, max_work=1)
    assert receiver.post(Delivery({"type": "slow", "seconds": 0.5})) == [204]
    assert store.asked == ["claim", "complete"]


@pytest.mark.parametrize("name", ASYNC)
def test_functions_may_be_async(name: str) -> None:
    store = MemoryReplayStore()

    async def replay(request: Any) -> Any:
        return store

    async def choose(error: Exception, request: Any) -> str:
        return "accept"

    receiver, delivery = Receiver(name, replay), Delivery()
    assert [receiver.post(delivery), receiver.post(delivery), receiver.count] == [[204], [204], 1]
    assert Receiver(name, Waiting(claim=fail), on_store_error=choose).post(Delivery()) == [204]


@pytest.mark.parametrize("name", SYNC)
def test_an_async_store_where_nobody_awaits_it_is_a_mistake(name: str) -> None:
    with pytest.raises(WebhookConfigError, match="async"):
        Receiver(name, Waiting())
    for replay in (lambda request: Waiting(), lambda request: asyncio.sleep(0)):
        with pytest.raises(WebhookConfigError, match="async"):
            Receiver(name, replay).post(Delivery())


@every
def test_a_wrong_option_is_told_when_an_adapter_is_made(name: str) -> None:
    wrong: list[dict[str, Any]] = [
        *({"replay": value} for value in (5, "memory", MemoryReplayStore, object())),
        *({"endpoint": value} for value in ("", None, 5, "a\n", "x" * 201)),
        *({"lease": value} for value in (0, 0.5, 3601, "60", None, float("nan"), True)),
        *({"max_work": value} for value in (59, 10**8, "900", None)),
        *({"remember": value} for value in (0, 605, 10**8, "1")),
        *({"store_timeout": value} for value in (0, -1, 3601, "5", None)),
        *({"on_replay": value} for value in ("acknowledged", None, True)),
        *({"on_store_error": value} for value in ("accepted", None, True)),
    ]
    for options in wrong:
        with pytest.raises(WebhookConfigError) as mistake:
            Receiver(name, options.pop("replay", MemoryReplayStore()), **options)
        assert mistake.value.code == "ERR_OPTION"
    Receiver(
        name,
        MemoryReplayStore(),
        remember=606,
        lease=1,
        max_work=1,
        store_timeout=5,
        endpoint="\u00e9" * 200,
    )


@every
def test_two_receivers_with_one_store_need_two_names(name: str) -> None:
    store = MemoryReplayStore()
    receivers = [Receiver(name, store, endpoint=endpoint) for endpoint in ("pulse", "billing")]
    with pytest.raises(WebhookConfigError, match="endpoint"):
        Receiver(name, store, endpoint="pulse")
    delivery = Delivery()
    assert [receiver.post(delivery) for receiver in receivers] == [[204], [204]]
    assert [receiver.count for receiver in receivers] == [1, 1]


@every
def test_a_memory_that_is_made_anew_each_time_is_the_developers_mistake(name: str) -> None:
    for replay in (lambda request: MemoryReplayStore(), lambda request: None, lambda request: 5):
        receiver = Receiver(name, replay)
        try:
            assert receiver.post(Delivery()) == [500]
        except WebhookConfigError as mistake:
            assert mistake.code == "ERR_OPTION"  # noqa: PT017
        assert receiver.count == 0


@every
def test_an_id_of_any_kind_is_a_key(name: str) -> None:
    receiver = Receiver(name, MemoryReplayStore(), endpoint="x" * 200)
    for name_of in ("x" * 256, "!\"#$%&'()*+,-/:;<=>?@[\\]^_`{|}~", "__class__"):
        assert [receiver.post(Delivery(id=name_of)) for _ in range(2)] == [[204], [204]]
    assert receiver.count == 3


@every
def test_whoever_lost_the_lease_completes_nothing(name: str) -> None:
    store = MemoryReplayStore()
    receiver, delivery = (
        Receiver(name, store, lease=1, max_work=1),
        Delivery({"type": "slow", "seconds": 0.1}),
    )
    key = f"webhook.{delivery.id}"
    # Somebody else has it, as after a lease that ended.
    taken = store.claim

    def claim(*args: Any, **given: Any) -> Any:
        state = taken(*args, **given)
        store.release(key, args[1])
        taken(key, "another", lease=60)
        return state

    store.claim = claim  # type: ignore[method-assign]
    assert receiver.post(delivery) == [204]
    store.claim = taken  # type: ignore[method-assign]
    assert receiver.post(delivery) == [503]
    assert store.complete(key, "another", remember=60)
    assert [receiver.post(delivery), receiver.count] == [[204], 1]


def test_an_answer_of_aiohttp_may_be_raised() -> None:
    receiver = Receiver("aiohttp", MemoryReplayStore())
    done, failed = (
        Delivery({"type": "raises its answer"}),
        Delivery({"type": "raises its answer", "status": 503}),
    )
    assert [receiver.post(done), receiver.post(done), receiver.count] == [[204], [204], 1]
    assert [receiver.post(failed), receiver.post(failed), receiver.post(failed)] == [
        [503],
        [204],
        [204],
    ]
    assert receiver.count == 3


def test_an_endpoint_of_fastapi_may_block() -> None:
    receiver = Receiver("fastapi", MemoryReplayStore())
    done, failed = Delivery(), Delivery({"type": "answers", "status": 503})
    assert [
        receiver.post(done, path="/sync"),
        receiver.post(done, path="/sync"),
        receiver.count,
    ] == [[204], [204], 1]
    assert [receiver.post(failed, path="/sync")[0] for _ in range(3)] == [503, 204, 204]
    assert receiver.count == 3


class Server:
    """What a WSGI server does with an answer."""

    def __init__(self, replay: Any, application: Any) -> None:
        self._application = hookproof.wsgi.webhook(SECRET, replay=replay)(application)

    def begun(self, delivery: Delivery) -> Any:
        environ: Any = werkzeug.test.create_environ(
            method="POST", data=delivery.body, headers=[*delivery.headers.items()]
        )
        return self._application(environ, lambda status, headers, error=None: bool)


def test_over_wsgi_a_sender_that_hangs_up_changes_nothing() -> None:
    worked: list[str] = []

    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        yield b"begun"
        worked.append(environ["hookproof.webhook"].id)
        if environ["hookproof.webhook"].event["type"] == "raises":
            raise FailedError
        yield b"ended"

    store = Imitated()
    server = Server(store, application)
    # Before it was asked for anything, and in the middle.
    for count in (0, 1):
        delivery = Delivery()
        body = server.begun(delivery)
        assert [next(body) for _ in range(count)] == [b"begun"] * count
        body.close()
        assert worked[-1:] == [delivery.id]
        assert store.asked[-1] == "complete"
    body = server.begun(Delivery({"type": "raises"}))
    next(body)
    with pytest.raises(FailedError):
        body.close()
    assert store.asked[-1] == "release"


def test_over_wsgi_what_is_there_as_a_whole_is_done() -> None:
    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [])
        return [b"done"]

    store = Imitated()
    body = Server(store, application).begun(Delivery())
    assert store.asked == ["claim", "complete"]
    body.close()
    assert store.asked == ["claim", "complete"]


def test_with_atomic_requests_of_django_id_and_work_are_one() -> None:
    delivery, worker = Delivery(), Worker()
    replay = PostgresReplayStore(connection)

    @hookproof.django.webhook(SECRET, replay=replay, endpoint=new_key())
    def view(request: Any, delivery: Any) -> Any:
        return django.http.HttpResponse(status=worker.work(delivery))

    def rolled_back(request: Any) -> Any:
        with transaction.atomic():
            response = view(request)
            transaction.set_rollback(True)
            return response

    def committed(request: Any) -> Any:
        with transaction.atomic():
            return view(request)

    statuses = [
        Sender("django", each).post_here(delivery).status
        for each in (rolled_back, committed, committed, view)
    ]
    assert statuses == [204] * 4
    assert worker.worked == [delivery.id] * 2
    connection.close()


def test_with_atomic_requests_of_django_work_is_committed_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE customer (id int PRIMARY KEY)")
        cursor.execute(
            "CREATE TABLE job (customer int REFERENCES customer DEFERRABLE INITIALLY DEFERRED)"
        )
    store, delivery = Imitated(), Delivery()

    @hookproof.django.webhook(SECRET, replay=store)
    def view(request: Any, delivery: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO job VALUES (1)")
        return django.http.HttpResponse(status=204)

    sender = Sender("django", BaseHandler().make_view_atomic(view))
    try:
        # What it refers to is looked for when it is committed.
        with pytest.raises(IntegrityError):
            sender.post_here(delivery)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO customer VALUES (1)")
        assert [sender.post_here(delivery).status for _ in range(2)] == [204, 204]
        assert store.asked == ["claim", "release", "claim", "complete", "claim"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM job")
            assert cursor.fetchone() == (1,)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE job, customer")
        connection.close()


def streaming_flask(worker: Worker, **options: Any) -> Any:
    app = flask.Flask("test")
    app.testing = True

    @app.post("/webhook")
    @hookproof.flask.webhook(SECRET, **options)
    def receive(delivery: Any) -> Any:
        yield f"{worker.work(delivery)}"

    return app


def streaming_django(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    def receive(request: Any, delivery: Any) -> Any:
        return django.http.StreamingHttpResponse(f"{worker.work(each)}" for each in [delivery])

    return receive


def streaming_django_for_async(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    def receive(request: Any, delivery: Any) -> Any:
        async def work() -> Any:
            yield f"{await worker.work_async(delivery)}"

        return django.http.StreamingHttpResponse(work())

    return receive


def streaming_async_django_for_sync(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        return django.http.StreamingHttpResponse(f"{worker.work(each)}" for each in [delivery])

    return receive


def streaming_async_django(worker: Worker, **options: Any) -> Any:
    @hookproof.django.webhook(SECRET, **options)
    async def receive(request: Any, delivery: Any) -> Any:
        async def work() -> Any:
            yield f"{await worker.work_async(delivery)}"

        return django.http.StreamingHttpResponse(work())

    return receive


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("flask", streaming_flask),
        ("django", streaming_django),
        ("django", streaming_django_for_async),
        ("async django", streaming_async_django),
        ("async django", streaming_async_django_for_sync),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
# Django's own warning about a stream of the other kind.
@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
def test_work_in_a_streamed_answer_is_done_before_its_webhook(name: str, make: Any) -> None:
    store, worker, delivery = Imitated(), Worker(), Delivery({"type": "raises once"})
    sender = Sender(name, make(worker, replay=store))
    assert [sender.statuses(delivery) for _ in range(3)] == [[500], [200], [204]]
    assert store.asked == ["claim", "release", "claim", "complete", "claim"]
    assert worker.worked == [delivery.id] * 2


def test_an_asgi_answer_that_was_broken_off_gives_its_webhook_back() -> None:
    store, delivery = Waiting(), Delivery()
    parts: list[Any] = [{"body": b"a", "more_body": True}]

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for part in parts:
            await send({"type": "http.response.body", **part})

    async def receive() -> Any:
        return {"type": "http.request", "body": delivery.body}

    async def send(message: Any) -> None:
        pass

    guarded = hookproof.starlette.WebhookMiddleware(application, SECRET, replay=store)
    named = [(name.encode(), value.encode()) for name, value in delivery.headers.items()]
    # As Starlette's stream does when its sender hangs up.
    asyncio.run(guarded({"type": "http", "headers": named}, receive, send))
    parts.append({"body": b"b"})
    asyncio.run(guarded({"type": "http", "headers": named}, receive, send))
    assert store.asked == ["claim", "release", "claim", "complete"]


def test_a_renewal_that_cannot_begin_is_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = threading.BoundedSemaphore(1)
    monkeypatch.setattr(hookproof._asking, "_threads", threads)
    times = SimpleNamespace(endpoint=new_key(), lease=1, max_work=60, remember=60, fresh=60)

    def until(is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + 30
        while not is_so():
            assert time.monotonic() < end
            time.sleep(0.01)

    for is_renewed in (True, False):
        store = Imitated()
        lease: Any = Lease(times, store, new_key(), is_async=False)
        assert lease.claim.result(30) == "claimed"
        until(lambda: threads.acquire(blocking=False))
        lease.renew()
        until(lambda lease=lease: lease._renewal is not None)  # type: ignore[misc]
        threads.release()
        if is_renewed:
            until(lambda store=store: store.asked == ["claim", "claim"])  # type: ignore[misc]
            until(lambda lease=lease: lease._renewal.done())  # type: ignore[misc]
        assert lease.end(processed=True).result(30) is True


def test_without_a_thread_to_be_had_it_is_a_503(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver("flask", Imitated())

    def none(thread: Any) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", none)
        for _ in range(MOST_THREADS + 1):
            assert receiver.sender.post_here(Delivery()).status == 503
    assert receiver.post(Delivery()) == [204]


def test_a_store_that_can_never_complete_is_told() -> None:
    def wrong() -> None:
        raise WebhookConfigError("autocommit")

    sender = Receiver("flask", Imitated(complete=wrong)).sender
    with pytest.raises(WebhookConfigError, match="autocommit"):
        sender.post_here(Delivery())
    mixed: Any = Imitated()
    mixed.complete = Waiting().complete
    with pytest.raises(WebhookConfigError, match="async replay store"):
        Receiver("flask", mixed)


def test_an_async_view_of_django_asks_postgres_in_a_thread() -> None:
    receiver, delivery = (
        Receiver("async django", PostgresReplayStore(connection), endpoint=new_key()),
        Delivery(),
    )
    assert [receiver.post(delivery), receiver.post(delivery), receiver.count] == [[204], [204], 1]
    assert connection.connection is None


def test_a_task_that_is_cancelled_gives_it_back() -> None:
    async def work() -> None:
        store = Waiting()
        began = asyncio.Event()

        async def application(scope: Any, receive: Any, send: Any) -> None:
            began.set()
            await asyncio.sleep(60)

        guarded = hookproof.starlette.WebhookMiddleware(application, SECRET, replay=store)
        delivery = Delivery()
        headers = [(name.encode(), value.encode()) for name, value in delivery.headers.items()]
        messages = [{"type": "http.request", "body": delivery.body}]

        async def receive() -> Any:
            return messages.pop()

        scope = {"type": "http", "headers": headers}
        task = asyncio.ensure_future(guarded(scope, receive, receive))  # type: ignore[arg-type]
        await began.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert store.asked == ["claim", "release"]

    asyncio.run(work())
