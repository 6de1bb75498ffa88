"""A small grammar for clauses: alternatives, registers, numbers, names of slots and of parts.

Notation (data/*.txt)::

    {a|b|c}       one of these, at random; may nest, may hold an empty alternative
    <a|b>         a in casual speech, b in formal writing and in call notes
    [2-9] [三-七]  a number of the range, in digits or in Chinese
    $name         a slot: a value of the case (shop, amount, when) or a list of the topic, kept once drawn
    ~             the speaker (我, 本人, 其, 来电人: by voice)
    ,             a pause, written as the voice writes pauses

In the shapes of voices (data/voices.txt) capital letters stand for parts, small ones for parts taken half of the time,
``/`` ends a sentence and ``%`` a line. Parsed once, rendered many times: the output is a list of strings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

PAUSE: Final = "\x01"
STOP: Final = "\x02"
LINE: Final = "\x03"

_TEXT, _ALT, _PICK, _REGISTER, _SLOT, _NUMBER, _HAN, _ME, _PART = range(9)
_HAN_DIGITS = "零一二三四五六七八九十"
_HAN_PAUSES = str.maketrans({",": PAUSE, "，": PAUSE})

Node = tuple[int, Any, Any]
Clause = tuple[Node, ...]


class BadGrammar(ValueError):
    """A line of the grammar cannot be read: says what and shows the line."""


@dataclass(slots=True)
class Scene:
    """What rendering needs: the draw, the register (0 casual, 1 formal, 2 call note), the slots and the parts.

    ``slot(name)`` gives the value of a slot, ``part(letter)`` renders a part of a shape (empty: left out),
    ``speakers`` are the words for the speaker.
    """

    random: Callable[[], float]
    register: int
    slot: Callable[[str], str]
    part: Callable[[str], str]
    speakers: tuple[str, ...]


def parse(text: str, *, letters: bool = False, marks: bool = False) -> Clause:
    """Return the parsed clause; ``letters`` are read as parts, ``marks`` (/ and %) as ends. Raises BadGrammar."""
    try:
        clause, at = _sequence(text, 0, "", (letters, marks))
    except RecursionError:
        raise BadGrammar(f"too many brackets inside each other: {text[:40]}") from None
    if at != len(text):
        raise BadGrammar(f"unexpected {text[at]!r} at {at}: {text}")
    return clause


def _sequence(text: str, at: int, closing: str, mode: tuple[bool, bool]) -> tuple[Clause, int]:
    nodes: list[Node] = []
    plain: list[str] = []

    def flush() -> None:
        if plain:
            nodes.append((_TEXT, "".join(plain).translate(_HAN_PAUSES), None))
            plain.clear()

    while at < len(text):
        sign = text[at]
        if sign in closing or (closing and sign == "|"):
            break
        if sign in "{<":
            flush()
            node, at = _choice(text, at, mode)
            nodes.append(node)
        elif sign == "[":
            flush()
            end = text.find("]", at)
            nodes.append(_range(text[at + 1 : end], text))
            at = end + 1
        elif sign == "$":
            flush()
            end = at + 1
            while end < len(text) and (text[end].isascii() and (text[end].isalnum() or text[end] == "_")):
                end += 1
            nodes.append((_SLOT, text[at + 1 : end], None))
            at = end
        elif sign == "~":
            flush()
            nodes.append((_ME, None, None))
            at += 1
        elif mode[0] and sign.isascii() and sign.isalpha():
            flush()
            end = at + 2 if sign == "D" else at + 1
            nodes.append((_PART, text[at:end].upper(), sign.islower()))
            at = end
        elif mode[1] and sign in "/%":
            plain.append(STOP if sign == "/" else LINE)
            at += 1
        elif sign == "|":
            raise BadGrammar(f"alternatives stand in braces, at {at}: {text}")
        else:
            plain.append(sign)
            at += 1
    flush()
    return tuple(nodes), at


def _choice(text: str, at: int, mode: tuple[bool, bool]) -> tuple[Node, int]:
    closing = "}" if text[at] == "{" else ">"
    options: list[Clause] = []
    start = at
    while True:
        clause, at = _sequence(text, at + 1, closing, mode)
        options.append(clause)
        if at >= len(text):
            raise BadGrammar(f"no {closing!r} for the sign at {start}: {text}")
        if text[at] == closing:
            break
    at += 1
    if closing == "}" and all(len(each) == 0 or (len(each) == 1 and each[0][0] == _TEXT) for each in options):
        return (_PICK, tuple(each[0][1] if each else "" for each in options), len(options)), at
    if closing == "}":
        return (_ALT, tuple(options), len(options)), at
    if len(options) != 2:
        raise BadGrammar(f"two registers are needed at {start}: {text}")
    return (_REGISTER, options[0], options[1]), at


def _range(body: str, text: str) -> Node:
    low, dash, high = body.partition("-")
    try:
        if low and low in _HAN_DIGITS + "两百":
            figures = ["十" if each == "百" else "二" if each == "两" else each for each in (low, high or low)]
            first, last = (_HAN_DIGITS.index(each) for each in figures)
            return (_HAN, first, last)
        return (_NUMBER, int(low), int(high) if dash else int(low))
    except (ValueError, IndexError):
        raise BadGrammar(f"[{body}] is no range: {text}") from None


def render(clause: Clause, scene: Scene, into: list[str]) -> None:
    """Append the words of ``clause`` to ``into``, drawing alternatives from ``scene.random``."""
    random = scene.random
    for kind, first, second in clause:
        if kind == _TEXT:
            into.append(first)
        elif kind == _PICK:
            into.append(first[int(random() * second)])
        elif kind == _ALT:
            render(first[int(random() * second)], scene, into)
        elif kind == _SLOT:
            into.append(scene.slot(first))
        elif kind == _NUMBER:
            into.append(str(first + int(random() * (second - first + 1))))
        elif kind == _ME:
            into.append(scene.speakers[int(random() * len(scene.speakers))])
        elif kind == _REGISTER:
            render(second if scene.register else first, scene, into)
        elif kind == _HAN:
            value = first + int(random() * (second - first + 1))
            into.append("两" if value == 2 else _HAN_DIGITS[value])
        elif not second or random() < 0.5:
            into.append(scene.part(first))


def text_of(clause: Clause, scene: Scene) -> str:
    """Return the words of ``clause`` as one string (pauses still marked)."""
    into: list[str] = []
    render(clause, scene, into)
    return "".join(into)


def plain(clause: Clause, *, random: Random, slots: Mapping[str, str]) -> str:
    """Return ``clause`` in formal register with full-width pauses; an unknown slot is left empty."""
    scene = Scene(random.random, 1, lambda name: slots.get(name, ""), lambda letter: "", ("其",))
    return text_of(clause, scene).replace(PAUSE, "，")
