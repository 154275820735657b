"""Every adapter on the servers that it meets, and what senders do to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from hookproof import sign_webhook
from hookproof.testing import TAMPERINGS, tampered_request

from .client import LIMIT, SECONDS, SECRET, TENANT, Response, Steps, chunked, exchange, head, served

WSGI = ("flask", "flask/async", "django", "django/async", "wsgi")
SITES = {
    "gunicorn": WSGI,
    "waitress": WSGI,
    "uvicorn": ("fastapi", "asgi", "django", "django/async"),
    "aiohttp": ("aiohttp",),
    # Those of Python and of Flask, for development.
    "werkzeug": ("flask", "django", "wsgi"),
    "wsgiref": ("flask", "django", "wsgi"),
}
BODY = b'{"type":"job.completed"}'


@dataclass
class Site:
    """One framework on one server."""

    server: str
    path: str
    address: tuple[str, int]

    @property
    def is_buffered(self) -> bool:
        """Whether the server or the framework reads a body before anything else runs."""
        return self.server == "waitress" or (self.server, self.path.split("/")[0]) == (
            "uvicorn",
            "django",
        )

    @property
    def is_kept(self) -> bool:
        """Whether a connection serves several requests."""
        return self.server not in ("werkzeug", "wsgiref")

    def head(self, signed: Any, *, endpoint: str = "one", **more: str) -> bytes:
        pairs = signed.items() if isinstance(signed, dict) else signed
        return head(f"/{self.path}/{endpoint}", pairs, **more)

    def whole(self, signed: Any, body: bytes, **more: Any) -> bytes:
        return self.head(signed, Content_Length=str(len(body)), **more) + body

    def post(self, signed: Any, body: bytes, **more: Any) -> Response:
        return self.answer([self.whole(signed, body, **more)])

    def answer(self, steps: Steps) -> Response:
        (response,) = exchange(self.address, steps)
        return response

    def authentic(self, body: bytes = BODY) -> Response:
        return self.post(sign_webhook(body, SECRET), body)


@pytest.fixture(scope="module")
def addresses() -> Iterator[Callable[[str], tuple[str, int]]]:
    with ExitStack() as stack:
        known = {server: stack.enter_context(served(server)) for server in SITES}
        yield known.__getitem__


@pytest.fixture(params=[f"{server} {path}" for server, paths in SITES.items() for path in paths])
def site(request: pytest.FixtureRequest, addresses: Callable[[str], tuple[str, int]]) -> Site:
    server, path = request.param.split(" ")
    return Site(server, path, addresses(server))


def test_an_authentic_webhook_is_handed_on_with_its_body(site: Site) -> None:
    for secret, endpoint, index in (
        (SECRET, "one", 0),
        (TENANT, "rotated", 0),
        (SECRET, "rotated", 1),
        (TENANT, "function", 0),
    ):
        signed = sign_webhook(BODY, secret)
        response = site.post(signed, BODY, endpoint=endpoint)
        expected = {
            "id": signed["webhook-id"],
            "event": {"type": "job.completed"},
            "secret_index": index,
            "is_there": True,
        }
        assert response.json.items() >= expected.items()
    assert site.post(sign_webhook(BODY, SECRET), BODY, endpoint="function").status == 401


def test_chunks_are_one_body(site: Site) -> None:
    response = site.answer(
        [site.head(sign_webhook(BODY, SECRET), Transfer_Encoding="chunked") + chunked(BODY)]
    )
    # It leaves chunks to the application, which cannot tell where they end.
    assert response.status == (401 if site.server == "wsgiref" else 200)


def test_a_body_of_any_bytes_is_taken_as_it_was_sent(site: Site) -> None:
    for body in (b"\xff\x00\r\n", b"", b"\xef\xbb\xbf{}", b"{}\r\n\r\n"):
        response = site.post(sign_webhook(body, SECRET), body, endpoint="text")
        assert (response.status, response.json["event"], response.json["is_there"]) == (
            200,
            None,
            True,
        )


def test_every_refusal_is_the_same_to_the_byte(site: Site) -> None:
    refused = site.post({}, b"{}")
    assert (refused.status, refused.body) == (401, b"")
    assert re.search(rb"\r\ncache-control: no-store\r\n", refused.head, re.IGNORECASE)
    signed = sign_webhook(BODY, SECRET)
    answers = [
        site.post(each.headers, each.body)
        for each in (tampered_request(how, BODY, SECRET) for how in TAMPERINGS)
    ]
    for body in (b"\xff\xfe", b"", b"NaN", b"[" * 50_000, b'"\xed\xa0\x80"'):
        answers += [site.post(sign_webhook(body, SECRET), body), site.post(signed, body)]
    for name in signed:
        for value in (
            "",
            "\xff",
            "v1",
            ",",
            "v1,",
            "v1,=",
            "v1,\xe9 v1a,x",
            "9" * 5000,
            " ".join(["v1,x"] * 40),
            "\u0661".encode().decode("latin-1"),
        ):
            answers.append(site.post({**signed, name: value}, BODY))
        answers.append(
            site.post([*signed.items(), (name, "x" if name.endswith("id") else "1")], BODY)
            if "signature" not in name
            else refused
        )
    assert {(answer.head, answer.body) for answer in answers} == {(refused.head, b"")}


def test_a_signature_given_several_times_is_one_list(site: Site) -> None:
    pairs = [*sign_webhook(BODY, SECRET).items()]
    others = [
        ("webhook-signature", value)
        for value in (
            "v1,x",
            "v1a,x",
            "x",
            sign_webhook(BODY, TENANT)["webhook-signature"],
            "v1,x v1,y,",
        )
    ]
    for other in others:
        assert site.post([*pairs, other], BODY).status == 200
        assert site.post([other, *pairs], BODY).status == 200
        assert site.post([*pairs[:2], other], BODY).status == 401
    assert site.post([*others, *pairs, *others], BODY).status == 200


def test_a_body_over_the_limit_is_413_and_one_of_it_is_not(site: Site) -> None:
    assert site.authentic(b'"' + b"a" * (LIMIT - 2) + b'"').status == 200
    body = b"a" * (LIMIT + 1)
    signed = sign_webhook(body, SECRET)
    responses = [site.post(signed, body)]
    if site.server != "wsgiref":
        responses.append(
            site.answer([site.head(signed, Transfer_Encoding="chunked") + chunked(body, 10_000)])
        )
    if not site.is_buffered:
        if site.server != "wsgiref":
            # Before it ends: no last chunk is sent.
            responses.append(
                site.answer(
                    [
                        site.head(signed, Transfer_Encoding="chunked")
                        + chunked(body, 10_000)[: -len("0\r\n\r\n")]
                    ]
                )
            )
        # Before a byte of the body is there.
        responses.append(site.answer([site.head(signed, Content_Length=str(2**60))]))
        assert (
            site.answer(
                [site.head({**signed, "webhook-timestamp": "1"}, Content_Length=str(2**60))]
            ).status
            == 401
        )
    for response in responses:
        assert (response.status, response.body) == (413, b"")
    assert len({response.head for response in responses}) == 1


def test_a_drip_holds_up_nobody(site: Site) -> None:
    signed = sign_webhook(BODY, SECRET)
    if site.server in ("uvicorn", "aiohttp") and not site.is_buffered:
        late = site.answer(
            [site.head(signed, Content_Length=str(len(BODY))), BODY[:5], SECONDS + 0.2, BODY[5:]]
        )
        assert (late.status, late.body) == (401, b"")
    others: list[int] = []
    # It serves one connection after the other.
    meanwhile = [] if site.server == "wsgiref" else [lambda: others.append(site.authentic().status)]
    drops = [step for byte in BODY[:4] for step in (bytes([byte]), 0.02)]
    response = site.answer(
        [site.head(signed, Content_Length=str(len(BODY))), *drops, *meanwhile, BODY[4:]]
    )
    assert [response.status, *others] == [200] * (1 + len(meanwhile))


def test_a_body_that_breaks_off_is_refused_if_anybody_is_there_to_hear(site: Site) -> None:
    signed = sign_webhook(BODY, SECRET)
    for start in (
        site.head(signed, Content_Length="100") + BODY,
        site.head(signed, Content_Length=str(len(BODY))) + BODY[:-1],
        site.head(signed, Transfer_Encoding="chunked") + chunked(BODY)[:-7],
        site.head(signed, Transfer_Encoding="chunked") + chunked(BODY)[:-2] + b"nonsense\r\n",
        site.head(signed, Transfer_Encoding="chunked") + b"zz\r\n",
    ):
        for response in exchange(site.address, [start], hangs_up=True):
            # Some servers judge chunks by themselves, and some take a body whose last chunk is
            # there.
            assert response.status in (200, 400, 401)
            assert response.status != 401 or not response.body
    assert site.authentic().status == 200


@pytest.mark.parametrize("value", ["-1", "+5", "1_0", "0x10", "5, 6", "\xb2", "9" * 5000, ""])
def test_a_length_that_is_none_is_nobodys_500(site: Site, value: str) -> None:
    for response in exchange(
        site.address,
        [site.head(sign_webhook(BODY, SECRET), Content_Length=value) + BODY],
        hangs_up=True,
    ):
        assert 400 <= response.status < 500, response


def test_a_length_that_lies_makes_no_webhook(site: Site) -> None:
    signed = sign_webhook(BODY, SECRET)
    for length in ("0", "5"):
        # aiohttp judges what follows before it calls anybody.
        assert site.answer([site.head(signed, Content_Length=length) + BODY]).status == (
            400 if site.server == "aiohttp" else 401
        )
    both = site.head(signed, Content_Length="5", Transfer_Encoding="chunked") + chunked(BODY)
    for response in exchange(site.address, [both], hangs_up=True):
        assert response.status in (200, 400, 401)


def test_what_follows_a_refusal_is_judged_by_itself(site: Site) -> None:
    signed = sign_webhook(BODY, SECRET)
    good = site.whole(signed, BODY)
    # A body that is not read, because the headers are refused, is no request either.
    for bad in (
        site.whole(signed, BODY[::-1]),
        site.whole({}, good),
        site.whole({}, b"x" * 60_000),
    ):
        responses = exchange(site.address, [bad + good], count=2 if site.is_kept else 1)
        assert [response.status for response in responses] == (
            [401, 200] if site.is_kept else [401]
        )


def test_a_sender_that_goes_on_sending_gets_its_answer(site: Site) -> None:
    assert site.post(sign_webhook(BODY, SECRET), b"x" * 20_000_000).status == 413


def test_a_function_without_a_secret_is_the_developers_500(site: Site) -> None:
    assert site.post(sign_webhook(BODY, SECRET), BODY, endpoint="missing").status == 500
