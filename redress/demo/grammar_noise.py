"""How words look once written: pauses and stops by habit, slips of the keyboard, dialect, the turns of a call note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from redress.demo import texts
from redress.demo.grammar import LINE, PAUSE, STOP

DIALECTS = ("sw", "wu", "ne", "he", "jh")
_RUNS = re.compile(f"[{PAUSE}{STOP}{LINE}]{{2,}}")
_MARKS = re.compile(f"[{PAUSE}{STOP}]")
_BEFORE_CLOSING = re.compile(f'[{PAUSE}{STOP}]+(?=[。！？：；，、）】”"?!:%])')
_AFTER_OPENING = re.compile(f"(?<=[：；，、（【“:，。])[{PAUSE}{STOP}]+")
_AFTER_LINE = re.compile(f"({LINE}\u3000*)[{PAUSE}{STOP}]+")
_ENDS = "。！？!?~…）)】"


@dataclass(frozen=True, slots=True)
class Habit:
    """How a voice writes, as shares of occasions: ``space`` for a pause, ``typo`` a hundred characters, ``end`` for
    leaving out the last stop, ``bang`` for an exclamation mark, ``noise`` for pauses left out or written oddly."""

    noise: float
    typo: float
    space: float
    end: float
    bang: float


def _strongest(match: re.Match[str]) -> str:
    run = match.group()
    return LINE if LINE in run else STOP if STOP in run else PAUSE


def written(text: str, *, habit: Habit, rng: Random, untidy: float) -> str:
    """Return the text with its pauses and stops as this voice, and a writer this untidy (0 to 1), puts them."""
    text = _RUNS.sub(_strongest, text)
    text = _BEFORE_CLOSING.sub("", text)
    text = _AFTER_OPENING.sub("", text)
    text = _AFTER_LINE.sub(r"\1", text)
    text = text.strip(PAUSE + STOP + LINE + " ")
    random = rng.random
    noise = habit.noise * (0.4 + 1.2 * untidy)
    # One way of leaving things out is a habit, not a new decision at every pause.
    odd = ("", " ", ",", "。", "，", "、", "...")[int(random() * 7)]
    all_spaces = random() < habit.space * untidy * 1.6
    comma = "," if random() < 0.12 * noise * 3 else "，"

    def pause(match: re.Match[str]) -> str:
        is_stop = match.group() == STOP
        if all_spaces:
            return " "
        draw = random()
        if is_stop:
            if draw < habit.bang * 0.6:
                return "！" if draw < habit.bang * 0.45 else "！！！"
            if draw < habit.bang * 0.6 + noise * 0.5:
                return "，" if draw < habit.bang * 0.6 + noise * 0.25 else " "
            return "。"
        if draw < noise * 0.45:
            return odd
        return " " if draw < noise * 0.45 + habit.space else comma

    text = _MARKS.sub(pause, text).replace(LINE, "\n")
    if text and text[-1] not in _ENDS:
        draw = random()
        if draw < habit.bang * 0.5:
            text += "！" if draw < habit.bang * 0.35 else "！！"
        elif draw < 1 - habit.end:
            text += "。"
    return text


@lru_cache(maxsize=8)
def _pairs(name: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in texts.lists("noise.txt")[name].split())


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _pairs(name)), key=len, reverse=True)))


def turned(text: str, *, into: str, rng: Random, share: float) -> str:
    """Return the text with a share of its words turned: into a dialect (``sw`` …) or into ``clerk`` prose."""
    pairs, random = _pairs(into), rng.random
    return _pattern(into).sub(lambda match: pairs[match.group()] if random() < share else match.group(), text)


def slipped(text: str, *, rate: float, rng: Random) -> str:
    """Return the text with about ``rate`` slips a hundred characters: wrong characters, dropped or doubled ones."""
    count = int(len(text) * rate / 10 + rng.random()) if rate else 0
    if not count:
        return text
    pairs = _pairs("typos")
    signs = list(text)
    for _ in range(min(count, 6)):
        at = int(rng.random() * len(signs))
        for step in range(min(14, len(signs))):
            place = (at + step) % len(signs)
            if signs[place] in pairs:
                draw = rng.random()
                signs[place] = pairs[signs[place]][:1] if draw < 0.8 else "" if draw < 0.9 else signs[place] * 2
                break
    return "".join(signs)
