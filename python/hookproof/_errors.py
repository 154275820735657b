"""What is raised."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hookproof._types import ConfigErrorCode, VerificationErrorCode


class WebhookVerificationError(Exception):
    """Says that a webhook must not be processed: forged, stale, malformed or incomplete.

    The sender caused it. Answer every one of them with the same plain 401; the code is for logs.

    | code | what happened |
    | --- | --- |
    | `ERR_MISSING_HEADER` | id, timestamp or signature is missing or empty |
    | `ERR_MALFORMED_HEADER` | one of them breaks its grammar, or was given twice |
    | `ERR_TIMESTAMP_TOO_OLD` | it was sent longer ago than the tolerance |
    | `ERR_TIMESTAMP_TOO_NEW` | it is dated further ahead than the tolerance |
    | `ERR_NO_MATCHING_SIGNATURE` | none of the secrets made any of the signatures for these bytes |
    | `ERR_PAYLOAD_JSON` | it is authentic, and its body is not JSON |
    | `ERR_BODY_TOO_LARGE` | the body is longer than an adapter reads |
    | `ERR_REPLAYED` | the id is done, another delivery is at work on it, or the store cannot tell |

    Example:
        try:
            unwrap_webhook(body, headers, secret)
        except WebhookVerificationError as error:
            log.warning("refused a webhook: %s", error.code)
    """

    code: VerificationErrorCode

    def __init__(
        self, message: str = "", *, code: VerificationErrorCode = "ERR_NO_MATCHING_SIGNATURE"
    ) -> None:
        """Makes one, as a test that stands in for a failure does."""
        super().__init__(message)
        self.code = code


class WebhookConfigError(ValueError):
    """Says what the developer has to change: a wrong secret, a parsed body, a wrong option.

    It never contains the secret. Let it surface: caught and answered like a forgery, it would hide
    that no webhook can ever pass.

    | code | what happened |
    | --- | --- |
    | `ERR_SECRET_MISSING` | no secret, an empty one, or nothing but a prefix |
    | `ERR_SECRET_FORMAT` | what follows the prefix is not base64 |
    | `ERR_SECRET_LENGTH` | under 24 or over 512 bytes once decoded, or more than 16 secrets |
    | `ERR_SECRET_KIND` | a value that is no secret, or a key that cannot do this |
    | `ERR_PAYLOAD_TYPE` | the payload is neither str nor bytes |
    | `ERR_HEADERS_TYPE` | the headers are none |
    | `ERR_REQUEST_TYPE` | what an adapter was given is no request, or no view |
    | `ERR_OPTION` | an option is of a wrong type or out of range |

    Example:
        try:
            Webhook("")
        except WebhookConfigError as error:
            print(error.code, error)
    """

    code: ConfigErrorCode

    def __init__(self, message: str = "", *, code: ConfigErrorCode = "ERR_OPTION") -> None:
        """Makes one, as a test that stands in for a mistake does."""
        super().__init__(message)
        self.code = code
