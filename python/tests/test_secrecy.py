"""No message, no text of a value and no frame of a traceback has a secret."""

from __future__ import annotations

import copy
import pickle
import re
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

import hookproof
from hookproof import (
    Webhook,
    WebhookConfigError,
    WebhookVerificationError,
    explain_webhook,
    generate_key_pair,
    generate_secret,
    sign_webhook,
    unwrap_webhook,
    verify_webhook,
)
from hookproof.testing import tampered_request

SECRET = generate_secret()
PRIVATE = generate_key_pair().private_key
WRONG = [
    SECRET + "!",
    SECRET + " ",
    SECRET[:20],
    "WHSEC_" + SECRET[6:],
    "polar_whs_" + SECRET[6:],
    PRIVATE[:-4] + "AAA=",
]


def told(error: BaseException) -> str:
    """All that a log, or a service that collects the variables of each frame of ours, would have of
    an error.
    """
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    frames = [
        frame
        for frame in whole.stack
        if "hookproof" in frame.filename and "tests" not in frame.filename
    ]
    chained = f"{error.__cause__} {error.__context__}"
    return f"{error} {error!r} {vars(error)} {chained} {frames} {[f.locals for f in frames]}"


@pytest.mark.parametrize("secret", WRONG)
def test_an_error_about_a_secret_does_not_show_it(secret: str) -> None:
    for wrong in (secret, [generate_secret(), secret]):
        for action in (
            lambda given=wrong: verify_webhook(b"", {}, given),
            lambda given=wrong: unwrap_webhook(b"", {}, given),
            lambda given=wrong: sign_webhook(b"", given),
            lambda given=wrong: Webhook(given),
            lambda given=wrong: tampered_request("body", b"", given),
        ):
            with pytest.raises(WebhookConfigError) as error:
                action()
            assert not any(
                secret[at : at + 8] in str(error.value) for at in range(6, len(secret) - 8)
            )


def test_a_refusal_does_not_show_the_secret() -> None:
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(b"{}", {}, SECRET)
    assert SECRET not in told(refused.value)
    with pytest.raises(WebhookVerificationError) as refused:
        unwrap_webhook(b"x", sign_webhook(b"x", SECRET), SECRET)
    assert SECRET not in told(refused.value)


def test_values_do_not_show_a_secret() -> None:
    pair = generate_key_pair()
    assert pair.private_key[5:] not in repr(pair)
    assert re.fullmatch(r"<hookproof\.Webhook object at 0x[0-9a-f]+>", repr(Webhook(SECRET)))
    for use in (pickle.dumps, copy.copy, copy.deepcopy, vars):
        with pytest.raises(TypeError):
            use(Webhook(SECRET))


def test_an_explanation_shows_neither_a_secret_nor_a_signature() -> None:
    body = b'{"a": 1}'
    expected = sign_webhook(body, SECRET, id="msg_1")
    for secret in (*WRONG, SECRET, [SECRET, *WRONG], SECRET.encode()):
        found = repr(explain_webhook(b'{"a":2}', {**expected, "webhook-signature": "v1,x"}, secret))
        assert SECRET[6:] not in found
        assert expected["webhook-signature"][3:] not in found


def test_errors_keep_their_code_and_can_be_made_and_pickled() -> None:
    for error in (
        WebhookVerificationError("late", code="ERR_TIMESTAMP_TOO_OLD"),
        WebhookConfigError("wrong", code="ERR_SECRET_KIND"),
        WebhookVerificationError(),
        WebhookConfigError(),
    ):
        same: Any = pickle.loads(pickle.dumps(error))
        assert (type(same), same.args, same.code) == (type(error), error.args, error.code)
    assert WebhookVerificationError().code == "ERR_NO_MATCHING_SIGNATURE"
    assert WebhookConfigError().code == "ERR_OPTION"
    assert not issubclass(WebhookVerificationError, ValueError)


def test_new_secrets_and_keys_are_new_and_work() -> None:
    assert len({generate_secret() for _ in range(100)}) == 100
    for nbytes in (24, 32, 512):
        secret = generate_secret(nbytes)
        assert verify_webhook(b"", sign_webhook(b"", secret), secret)
    for wrong in (23, 513, -1, 10**30, 24.0, "32", True):
        given: Any = wrong
        with pytest.raises(WebhookConfigError) as error:
            generate_secret(given)
        assert error.value.code == "ERR_OPTION"
    ids = {sign_webhook(b"", SECRET)["webhook-id"] for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"msg_[\w-]{27}", one) for one in ids)
    pair = generate_key_pair()
    headers = sign_webhook(b"x", [SECRET, pair.private_key])
    assert verify_webhook(b"x", headers, pair.public_key)
    assert verify_webhook(b"x", headers, SECRET)
    assert not verify_webhook(b"y", headers, pair.public_key)
    assert pair != generate_key_pair()


def test_the_package_loads_neither_typing_nor_dataclasses_until_they_are_asked_for() -> None:
    # Where the package is that is tested, and nothing that an environment loads by itself.
    place = str(Path(hookproof.__file__).parents[1])
    slow = {"typing", "dataclasses", "json", "datetime"}
    program = (
        f"import sys; sys.path.append({place!r}); import hookproof; "
        f"print({slow} & set(sys.modules))"
    )
    found = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True
    )
    assert found.stdout == "set()\n", found.stderr
    with pytest.raises(AttributeError):
        hookproof.nothing  # noqa: B018
    assert all(getattr(hookproof, name) is not None for name in hookproof.__all__)
