"""The file sink: where no gateway is set, messages are written to a folder, one line of JSON each."""

from __future__ import annotations

import json
import os
from pathlib import Path

from redress.gateways.transport import Message, TransportError


def masked(address: str) -> str:
    """Hide the middle of a phone number (139****1234), or the name of a mail address (h***@example.com)."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    if len(address) < 7:
        return "*" * len(address)
    return address[:3] + "*" * (len(address) - 7) + address[-4:] if len(address) > 7 else "***" + address[-4:]


class FileSink:
    """Appends messages to `<folder>/<kind>.jsonl`, addresses masked: the file outlives an erasure."""

    def __init__(self, *, folder: Path) -> None:
        self.folder = folder

    def send(self, message: Message) -> None:
        """Append one message; raises TransportError when the disk will not take it."""
        line = json.dumps(
            {"to": masked(message.to), "subject": message.subject, "text": message.text, "key": message.key},
            ensure_ascii=False,
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self.folder / f"{message.kind}.jsonl"
            with os.fdopen(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
            ) as file:
                file.write(line + "\n")
        except OSError as wrong:
            raise TransportError(f"the message file cannot be written: {wrong.strerror}") from None
