"""Signed webhooks as the specification of Standard Webhooks has them (https://www.standardwebhooks.com).

Body: `{"type": "states.set", "timestamp": …, "data": {"states": […]}}`. It answers 2xx when all are done; by a
JSON body `{"refused": [{"key": …, "why": …, "final": true}]}` those named are not. Anything else is sent again.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

import requests
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook as Signer
from standardwebhooks.webhooks import EmptyWebhookSecretError

from guildmark.guard import FetchPolicy
from guildmark.hub.connectors.base import Outcome, ReceiverError, State
from guildmark.hub.connectors.session import checked_address, send, told_by, way_out
from guildmark.records import InputError

EVENT_TYPE = "states.set"
# The signature, the address or the method is not what the receiver takes: no state is at fault, and none is given up.
NOT_OF_STATES = frozenset({401, 403, 404, 405})
SECRET_MARK, SECRET_BYTES = "whsec_", 32  # the specification asks for 24 to 64 bytes


class Webhook:
    """One address of the marketplace's own that takes states."""

    kind: ClassVar[str] = "webhook"
    label: ClassVar[Any] = _("Signed webhook")
    secret_help: ClassVar[Any] = ""
    most_at_once: ClassVar[int] = 100

    def __init__(self, address: str, secret: str, policy: FetchPolicy) -> None:
        self._url = str(checked_address(address, policy))
        try:
            self._signer = Signer(secret)
        except (ValueError, EmptyWebhookSecretError):
            raise InputError("the secret of a webhook is whsec_ and base64. Make the connection anew.") from None
        self._session = way_out(policy)

    def set_states(self, states: Sequence[State]) -> list[Outcome]:
        """Post them as one message; where the receiver refuses it whole, each by itself, to find out which it means."""
        answer = self._post(states)
        if answer.status_code in NOT_OF_STATES:
            raise ReceiverError(told_by(answer))
        if answer.ok:
            return _outcomes(states, answer)
        if len(states) == 1:
            return [Outcome(done=False, why=told_by(answer))]
        return [self.set_states([state])[0] for state in states]

    def close(self) -> None:
        """End connections."""
        self._session.close()

    def _post(self, states: Sequence[State]) -> requests.Response:
        at = datetime.now(UTC)
        body = json.dumps(
            {"type": EVENT_TYPE, "timestamp": at.isoformat(timespec="seconds"), "data": {"states": list(states)}},
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
        # The same states make the same id, by which a receiver knows a message that it had before.
        keys = "\n".join(str(state["key"]) for state in states)
        name = f"msg_{hashlib.sha256(keys.encode()).hexdigest()[:32]}"
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signer.sign(name, at, body),
        }
        return send(self._session, "POST", self._url, data=body.encode(), headers=headers)


def new_secret() -> str:
    """A secret to sign by."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def _outcomes(states: Sequence[State], answer: requests.Response) -> list[Outcome]:
    """All done, but those that the answer names. Errors: ReceiverError for an answer that names what was not sent."""
    refused = _refused(answer)
    if strange := set(refused) - {str(state["key"]) for state in states}:
        raise ReceiverError(f"{answer.url} refuses what was not sent to it: {sorted(strange)[0]}")
    return [
        Outcome(done=False, why=str(told.get("why") or "refused"), final=told.get("final") is True)
        if (told := refused.get(str(state["key"]))) is not None
        else Outcome(done=True)
        for state in states
    ]


def _refused(answer: requests.Response) -> dict[str, Mapping[str, Any]]:
    """What the answer says was not done, by key; nothing where it does not say so in JSON."""
    try:
        told = answer.json() if answer.content else {}
    except ValueError:
        return {}
    rows = told.get("refused") if isinstance(told, dict) else None
    return {str(row["key"]): row for row in rows or [] if isinstance(row, dict) and "key" in row}
