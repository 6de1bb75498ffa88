"""Masks texts ahead in a second process, while the rows before them are being written.

A help only: where it cannot be had (no second core, a process that died), the rows are masked as they are written.
Run as a module it is that process: a batch a line comes in as JSON, and goes out masked. It ends when its input does,
so it never outlives whoever started it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import BinaryIO

from redress.language import redact

AFTER = 1_500  # rows from which on a file is worth a process of its own


def is_worth_it(rows: int) -> bool:
    """Say whether so many rows read, with more to come, are worth a second process."""
    return rows >= AFTER and (os.cpu_count() or 1) > 1


class Ahead:
    """One process that masks one batch at a time; `start` hands a batch over, `take` waits for it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "redress.channels.ahead"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError:
            self.process = None

    def start(self, texts: Sequence[str]) -> None:
        """Hand over a batch; the one before must have been taken."""
        if self.process is not None and self.process.stdin is not None:
            try:
                self.process.stdin.write(json.dumps(list(texts)).encode() + b"\n")
                self.process.stdin.flush()
            except OSError:
                self.close()

    def take(self, count: int) -> list[str]:
        """Return the masked texts of the batch handed over; empty ones where the process did not do it."""
        line = b""
        if self.process is not None and self.process.stdout is not None:
            line = self.process.stdout.readline()
        try:
            masked = json.loads(line)
        except ValueError:
            masked = []
        if len(masked) != count:
            self.close()
            return [""] * count
        return [str(text) for text in masked]

    def close(self) -> None:
        """End the process; what it did not do is done by whoever asks."""
        process, self.process = self.process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue


def serve(given: BinaryIO, out: BinaryIO) -> None:
    """Mask batches until there are no more."""
    for line in given:
        out.write(json.dumps([redact.mask(text) for text in json.loads(line)]).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except (BrokenPipeError, KeyboardInterrupt):
        sys.exit(0)
