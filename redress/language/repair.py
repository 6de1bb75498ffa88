"""Make polluted Chinese readable without guessing."""

from __future__ import annotations

from redress.language import plain

normalise = plain.normalise
