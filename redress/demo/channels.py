"""Channels of the fictional city: how often each is used, who writes through it in which voice, how it numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from random import Random

from redress.demo import schedule

_ONLINE = {
    "young": 34,
    "plain": 31,
    "short": 13,
    "angry": 6,
    "question": 4,
    "chat": 4,
    "dialect": 3,
    "timeline": 3,
    "form": 2,
    "elder": 3,
}
_DESK = {
    "plain": 26,
    "form": 17,
    "claim": 16,
    "timeline": 8,
    "young": 12,
    "letter": 6,
    "angry": 5,
    "chat": 4,
    "question": 3,
    "short": 3,
}
_VOICES: Mapping[str, Mapping[str, float]] = {
    "C08": {"clerk": 90, "plain": 5, "young": 3, "short": 2},
    "C01": {"clerk": 1},
    "C13": {"clerk": 1},
    "C02": _DESK,
    "C03": _ONLINE,
    "C04": _ONLINE,
    "C05": _ONLINE,
    "C06": _ONLINE,
    "C07": {"plain": 5, "form": 3, "elder": 1},
    "C10": {"board": 1},
    "C11": {"letter": 1, "handdown": 1},
    "C12": {"letter": 50, "claim": 36, "elder": 14},
    "C14": {"clerk": 60, "plain": 22, "elder": 18},
    "C15": {"handdown": 1},
    "C16": {"handdown": 1},
    "C17": {"handdown": 1},
    "C18": {"short": 46, "young": 34, "plain": 20},
    "C19": {"plain": 40, "young": 30, "short": 20, "elder": 10},
    "C20": {"keeper": 1},
}
_DOORS = {"C08": "hotline", "C01": "hotline", "C13": "office", "C14": "office", "C12": "office", "C15": "office"}
_DOORS |= {"C16": "office", "C17": "online", "C11": "office", "C20": "office"}


@lru_cache(maxsize=64)
def _sums(channel: str, kind: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    weights = dict(_VOICES[channel])
    if kind == "tipoff":
        # Those who tip off write by the article more often; nobody tells a dialogue or asks a question.
        weights = {
            name: weight for name, weight in weights.items() if name not in ("chat", "question", "timeline", "elder")
        }
        if "claim" in weights:
            weights["claim"] *= 2.2
    elif kind != "complaint":
        weights = {
            name: weight for name, weight in weights.items() if name not in ("chat", "timeline", "claim", "form")
        }
    return tuple(weights), tuple(accumulate(weights.values()))


def draw_voice(channel: str, kind: str, rng: Random) -> str:
    """Return the voice of an appeal that comes through a channel."""
    names, sums = _sums(channel, kind)
    return rng.choices(names, cum_weights=sums)[0]


@lru_cache(maxsize=1)
def _channels() -> tuple[tuple[str, ...], tuple[float, ...]]:
    weights: Mapping[str, float] = schedule.targets()["channels"]
    return tuple(weights), tuple(accumulate(weights.values()))


def draw_channel(rng: Random) -> str:
    """Return a channel code by the published mix."""
    names, sums = _channels()
    return rng.choices(names, cum_weights=sums)[0]


def door_of(channel: str) -> str:
    """Return the hours a channel keeps: hotline, office, or online (at any hour)."""
    return _DOORS.get(channel, "online")


def external_id(channel: str, moment: datetime, number: int) -> str | None:
    """Return the source's number of an appeal, in the source's form; None at the bureau's own doors."""
    if channel == "C08":
        return f"JC{moment:%y%m%d}{number % 100_000:05}"
    if channel in ("C01", "C02", "C03", "C04", "C05", "C06"):
        return f"1990181{moment:%Y%m%d%H%M%S}{number % 1_000_000:06}"
    if channel == "C07":
        return f"ZX315-{moment:%Y%m}-{number:06}"
    if channel in ("C10", "C11", "C15", "C16", "C17"):
        return (
            f"{ {'C10': 'LYB', 'C11': 'XF', 'C15': 'DB', 'C16': 'YS', 'C17': 'LD'}[channel] }{moment:%Y}-{number:05}"
        )
    return None
