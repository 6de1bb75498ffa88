"""SMS through an HTTP gateway: a POST of JSON; the gateway answers 2xx when it has taken the message."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

from redress.gateways.transport import Message, TransportError


class HttpSms:
    """Posts {to, text, key} to a gateway; the key lets the gateway drop a repeat."""

    def __init__(self, *, url: str, timeout: float = 10.0) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError("REDRESS_SMS_URL must be an http:// or https:// address")
        self.url, self.timeout = url, timeout

    def send(self, message: Message) -> None:
        """Hand one message over; 4xx (but 408 and 429) is permanent, all else is worth another try."""
        body = json.dumps({"to": message.to, "text": message.text, "key": message.key}, ensure_ascii=False).encode()
        request = urllib.request.Request(  # noqa: S310  (the scheme was checked)
            self.url, data=body, headers={"Content-Type": "application/json", "Idempotency-Key": message.key}
        )
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                answer.read(1000)
        except urllib.error.HTTPError as wrong:
            permanent = 400 <= wrong.code < 500 and wrong.code not in (408, 429)
            raise TransportError(f"the SMS gateway answered {wrong.code}", permanent=permanent) from None
        except (OSError, ValueError) as wrong:
            raise TransportError(f"the SMS gateway cannot be reached: {wrong}") from None
