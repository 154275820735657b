"""The class Webhook beside those of standardwebhooks and svix: what is alike, and each difference
that there is.
"""

from __future__ import annotations

import binascii
import importlib
import inspect
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    generate_key_pair,
    generate_secret,
    webhooks,
)

SECRET = generate_secret()
BODY = '{"type": "job.completed", "name": "é"}'
NOW = datetime.now(timezone.utc)
PEERS = ["standardwebhooks", "svix"]


def headers(signature: str, sent: datetime = NOW, prefix: str = "webhook") -> dict[str, str]:
    return {
        f"{prefix}-id": "msg_1",
        f"{prefix}-timestamp": str(int(sent.timestamp())),
        f"{prefix}-signature": signature,
    }


GOOD = headers(Webhook(SECRET).sign("msg_1", NOW, BODY))


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest) -> Any:
    return importlib.import_module(f"{request.param}.webhooks")


def outcome(package: Any, call: Callable[[Any], Any]) -> Any:
    try:
        return call(package)
    except package.WebhookVerificationError:
        return "refused"


def test_the_names_are_there_and_take_the_same_arguments(peer: Any) -> None:
    for name in ("Webhook", "WebhookVerificationError"):
        assert getattr(webhooks, name) is getattr(importlib.import_module("hookproof"), name)
        assert hasattr(importlib.import_module(peer.__name__.split(".")[0]), name)
    assert issubclass(WebhookVerificationError, Exception)
    for method in ("verify", "sign"):
        theirs = list(inspect.signature(getattr(peer.Webhook, method)).parameters)
        assert [
            name
            for name in inspect.signature(getattr(Webhook, method)).parameters
            if name in theirs
        ] == theirs


@pytest.mark.parametrize(
    "secret", [SECRET, SECRET[6:], SECRET.rstrip("="), b"0123456789abcdef01234567"]
)
@pytest.mark.parametrize("sent", [NOW, NOW.replace(tzinfo=None), NOW.replace(microsecond=999_999)])
@pytest.mark.parametrize("body", [BODY, "", "not json"])
def test_what_is_signed_is_the_same_and_each_verifies_the_other(
    peer: Any, secret: Any, sent: datetime, body: str
) -> None:
    ours, theirs = Webhook(secret), peer.Webhook(secret)
    signature = ours.sign("msg_1", sent, body)
    assert theirs.sign(msg_id="msg_1", timestamp=sent, data=body) == signature
    assert ours.sign(msg_id="msg_1", timestamp=sent, data=body) == signature
    given = headers(signature, sent.replace(tzinfo=timezone.utc))
    options = {} if peer.__name__.startswith("svix") else {"json_parse": False}
    assert theirs.verify(body.encode(), given, **options) is None
    assert ours.verify(body.encode(), given, json_parse=False) is None


@pytest.mark.parametrize(
    "call",
    [
        lambda one: one.Webhook(SECRET).verify(BODY, {}),
        lambda one: one.Webhook(SECRET).verify(BODY, {**GOOD, "webhook-signature": ""}),
        lambda one: one.Webhook(SECRET).verify(BODY + " ", GOOD),
        lambda one: one.Webhook(SECRET).verify(BODY, {**GOOD, "webhook-timestamp": "yesterday"}),
        lambda one: one.Webhook(SECRET).verify(
            BODY, headers(GOOD["webhook-signature"], NOW - timedelta(minutes=6))
        ),
        lambda one: one.Webhook(SECRET).verify(
            BODY, headers(GOOD["webhook-signature"], NOW + timedelta(minutes=6))
        ),
        lambda one: one.Webhook(SECRET).verify(
            BODY, {**GOOD, "webhook-signature": "v2," + GOOD["webhook-signature"][3:]}
        ),
        lambda one: one.Webhook(generate_secret()).verify(BODY, GOOD),
    ],
)
def test_what_the_peers_refuse_is_refused(peer: Any, call: Callable[[Any], Any]) -> None:
    assert outcome(peer, call) == outcome(webhooks, call) == "refused"


def test_the_event_is_that_of_standardwebhooks() -> None:
    theirs = importlib.import_module("standardwebhooks").Webhook(SECRET).verify(BODY, GOOD)
    assert Webhook(SECRET).verify(BODY, GOOD) == theirs == {"type": "job.completed", "name": "é"}
    assert (
        Webhook(SECRET).verify(BODY.encode(), {name.title(): value for name, value in GOOD.items()})
        == theirs
    )


def test_the_names_of_svix_count() -> None:
    given = headers(GOOD["webhook-signature"], prefix="svix")
    assert importlib.import_module("svix").Webhook(SECRET).verify(BODY, given) is None
    assert Webhook(SECRET).verify(BODY, given)["type"] == "job.completed"


# Each is a refusal here, and an error there that no receiver expects: the sender chooses whether to
# have a 401 or a 500.
CRASHES = {
    "an entry without a comma": ({**GOOD, "webhook-signature": "v1"}, BODY.encode(), ValueError),
    "an entry with two": ({**GOOD, "webhook-signature": "v1,a,b"}, BODY.encode(), ValueError),
    "two spaces": ({**GOOD, "webhook-signature": "v2,a  v2,b"}, BODY.encode(), ValueError),
    "bad base64": ({**GOOD, "webhook-signature": "v1,a"}, BODY.encode(), binascii.Error),
    "base64 that is not ASCII": ({**GOOD, "webhook-signature": "v1,é"}, BODY.encode(), ValueError),
    "a body that is not UTF-8": (GOOD, b"\xff", UnicodeDecodeError),
}


@pytest.mark.parametrize(("given", "body", "error"), CRASHES.values(), ids=CRASHES)
def test_what_crashes_the_peers_is_refused(
    peer: Any, given: dict[str, str], body: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        peer.Webhook(SECRET).verify(body, given)
    with pytest.raises(WebhookVerificationError) as refused:
        Webhook(SECRET).verify(body, given)
    assert refused.value.code == "ERR_NO_MATCHING_SIGNATURE"


def test_one_malformed_entry_does_not_stop_the_others(peer: Any) -> None:
    given = {**GOOD, "webhook-signature": f"v1 {GOOD['webhook-signature']}"}
    with pytest.raises(ValueError, match="unpack"):
        peer.Webhook(SECRET).verify(BODY, given)
    assert Webhook(SECRET).verify(BODY, given)


def test_a_time_of_another_zone_is_signed_as_the_moment_that_it_is(peer: Any) -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert Webhook(SECRET).sign("msg_1", there, BODY) == GOOD["webhook-signature"]
    assert peer.Webhook(SECRET).sign("msg_1", there, BODY) != GOOD["webhook-signature"]


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        b"",
        "whsec_" + "A" * 31,
        "whsec_c2hvcnQ=",
        generate_key_pair().public_key + "!",
    ],
    ids=repr,
)
def test_a_wrong_secret_is_told_at_once(secret: Any) -> None:
    with pytest.raises(WebhookConfigError):
        Webhook(secret)
    assert webhooks.EmptyWebhookSecretError is WebhookConfigError


def test_what_the_peers_do_not_have() -> None:
    pair = generate_key_pair()
    assert Webhook([generate_secret(), SECRET]).verify(BODY, GOOD)
    late = NOW + timedelta(minutes=6)
    assert Webhook(SECRET).verify(BODY, GOOD, now=late, tolerance=360)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(BODY, GOOD, now=late)
    signature = Webhook(pair.private_key).sign("msg_1", NOW, BODY)
    assert Webhook(pair.public_key).verify(BODY, headers(signature))
    with pytest.raises(WebhookConfigError) as wrong:
        Webhook(pair.private_key).verify(BODY, GOOD)
    assert wrong.value.code == "ERR_SECRET_KIND"
    with pytest.raises(WebhookConfigError) as wrong:
        Webhook(pair.public_key).sign("msg_1", NOW, BODY)
    assert wrong.value.code == "ERR_SECRET_KIND"
    for arguments in (
        (1, NOW, BODY),
        ("msg_1", 1_614_265_330, BODY),
        ("msg_1", None, BODY),
        ("msg.1", NOW, BODY),
    ):
        given: Any = arguments
        with pytest.raises(WebhookConfigError) as wrong:
            Webhook(SECRET).sign(*given)
        assert wrong.value.code == "ERR_OPTION"
