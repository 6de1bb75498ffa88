"""Voices: who tells the matter, in which order, and how it looks on paper.

A narrative is put together from the parts of a topic (what was bought, what happened, what the trader said) and the
common parts (what was tried, the wish, an aside) in the order of a shape of the voice, in the voice's register, and
then written with its habits. The same facts can be told by any voice, twice by the same, or by a call taker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from redress.demo import grammar_noise, texts
from redress.demo.grammar import PAUSE, STOP, BadGrammar, Clause, Scene, parse, text_of
from redress.demo.grammar_noise import Habit
from redress.demo.grammar_slots import CASUAL, CLERK, Facts, Slots, day_of

_REGISTERS = {"casual": 0, "formal": 1, "clerk": 2}
_SPEAKERS = {
    0: ("我",),
    1: ("本人", "本人", "投诉人"),
    2: ("其", "来电人", "其"),
}
_SHAPES = re.compile(r"(.*?) ([\d.]+)(?:\||$)")
THIRD = {"keeper": ("顾客", "消费者"), "handdown": ("反映人", "群众")}
_TIDY = re.compile(
    "(。)。+|(，)，+|(?:要求|希望|请|请求)(?=要求|协调|督促|相关部门核查|核实处理)|([。；：])(?=[；，])|；(?=。)|(?<=[？！])。|[：](?=。)"
)
_INJURY, _DIFFERENCE = {"P0201", "P0204", "P0206", "P0305"}, {"P0602", "P0606", "P0607"}
# What stands before and after a text that is written as a whole, for people and for call takers.
_WHOLE: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("", "", "", "你好" + PAUSE, "您好" + PAUSE, "请教一下" + PAUSE, "有个事" + PAUSE, "老师好" + PAUSE),
        ("", "", "", PAUSE + "谢谢", PAUSE + "急", PAUSE + "麻烦了", STOP + "盼复", PAUSE + "在线等"),
    ),
    (
        ("来电人咨询：", "市民来电，", "来电咨询，", "来电人反映：", "", "【诉求内容】", "其来电问：", "群众来电："),
        ("", "", "", STOP + "请答复", STOP + "已解释", STOP + "请相关部门回复来电人", STOP + "要求短信答复"),
    ),
)


@dataclass(slots=True)
class Voice:
    """One way of telling: its register, shapes with weights, habits of writing and own parts."""

    name: str
    register: int
    habit: Habit = field(default_factory=lambda: Habit(0.1, 0.02, 0.05, 0.2, 0.1))
    shapes: tuple[Clause, ...] = ()
    weights: tuple[float, ...] = ()
    parts: dict[str, list[Clause]] = field(default_factory=dict)


def _habit(text: str) -> Habit:
    words = text.split()
    given = {key: float(value) for key, value in (word.split("=") for word in words[1:])}
    return Habit(float(words[0]), given["typo"], given["space"], given["end"], given["bang"])


@lru_cache(maxsize=1)
def voices() -> Mapping[str, Voice]:
    """Return the voices by name. Raises BadText for a line that cannot be read."""
    found: dict[str, Voice] = {}
    voice = Voice("", 0)
    for place, line in texts.lines("voices.txt"):
        try:
            if line.startswith("== "):
                name, register = line[3:].split()
                voice = found[name] = Voice(name, _REGISTERS[register])
            elif line.startswith("noise:"):
                voice.habit = _habit(line.partition(":")[2])
            elif line.startswith(("shapes:", "houses:")):
                pairs = _SHAPES.findall(line.partition(":")[2].strip())
                voice.shapes = tuple(parse(shape, letters=True, marks=True) for shape, _ in pairs)
                voice.weights = tuple(accumulate(float(weight) for _, weight in pairs))
            else:
                letter, _, words = line.partition(" ")
                voice.parts.setdefault(letter, []).append(parse("{" + words + "}", marks=True))
        except (BadGrammar, KeyError, ValueError) as error:
            raise texts.BadText(place, str(error)) from None
    return found


@lru_cache(maxsize=1)
def common() -> Mapping[str, tuple[Clause, ...]]:
    found: dict[str, list[Clause]] = {}
    for place, line in texts.lines("common.txt"):
        if line.startswith("="):
            continue
        letter, _, words = line.partition(" ")
        try:
            found.setdefault(letter, []).append(parse(words))
        except BadGrammar as error:
            raise texts.BadText(place, str(error)) from None
    return {letter: tuple(clauses) for letter, clauses in found.items()}


class Teller:
    """Tells one matter once; parts are drawn as the shape asks for them."""

    def __init__(self, facts: Facts, voice: Voice, rng: Random, remedies: tuple[str, ...]) -> None:
        self.facts, self.voice, self.rng, self.remedies = facts, voice, rng, remedies
        self.slots = Slots(facts, voice.register, rng)
        speakers = THIRD.get(voice.name, _SPEAKERS[voice.register])
        self.scene = Scene(rng.random, voice.register, self.slot, self.part, speakers)
        self.slots.scene = self.scene
        self._used: set[int] = set()
        self._writers = {
            "B": self._bought,
            "F": self._happened,
            "M": self._more,
            "S": self._said_by_trader,
            "T": self._tried,
            "W": self._wished,
            "V": self._asked,
            "L": self._law,
            "N": self._number,
            "Z": self._claimed,
        }
        self._date = ""

    def tell(self) -> str:
        """Return the narrative."""
        voice = self.voice
        at = self.rng.choices(range(len(voice.shapes)), cum_weights=voice.weights)[0]
        whole = self.facts.scenario.lines("X", self.facts.goods.code)
        text = self._whole(whole) if whole else text_of(voice.shapes[at], self.scene)
        person = self.facts.person
        untidy = 0.2 if voice.register == CLERK else person.habit
        if voice.name in THIRD:
            text = text.replace("来电人", self.scene.speakers[0])
        text = grammar_noise.written(text, habit=voice.habit, rng=self.rng, untidy=untidy)
        text = _TIDY.sub(lambda match: match[1] or match[2] or match[3] or "", text)
        if voice.name == "dialect":
            dialect = grammar_noise.DIALECTS[int(person.habit * 997) % len(grammar_noise.DIALECTS)]
            text = grammar_noise.turned(text, into=dialect, rng=self.rng, share=0.75)
        return grammar_noise.slipped(text, rate=voice.habit.typo * (0.3 + 1.4 * untidy), rng=self.rng)

    def _whole(self, clauses: tuple[Clause, ...]) -> str:
        """Tell what is written as a whole, in the manner of a call note or with a word before and after."""
        text = text_of(self.pick(clauses), self.scene)
        is_note = self.voice.register == CLERK
        if is_note and text.startswith(("来电", "市民")):
            return text
        heads, tails = _WHOLE[is_note]
        if is_note:
            text = text.replace("我", "其")
        if not is_note and text.startswith(("你好", "您好", "请问", "在吗")):
            heads = ("",)
        return self.rng.choice(heads) + text + self.rng.choice(tails)

    def slot(self, name: str) -> str:
        """Return the words of a slot; ``$S`` is what the trader said, word for word."""
        if name == "S":
            return self._said().strip(PAUSE).removeprefix("说").removeprefix(self.slots("boss")) or self.slots(
                "brush"
            )
        return self.slots(name)

    def part(self, letter: str) -> str:
        """Return the words of a part with a pause after it; empty where the matter has none."""
        writer = self._writers.get(letter)
        if letter[0] == "D":
            self._date = self._dated(int(letter[1]) * 0.25 + 0.1)
            return ""
        if writer is not None:
            words = writer()
        else:
            own = self.voice.parts.get(letter)
            clauses = tuple(own) if own else common().get(letter, ())
            words = text_of(self.pick(clauses), self.scene) if clauses else ""
        if self._date and words:
            words, self._date = f"{self._date}{self.rng.choice((PAUSE, '', '：'))}{words}", ""
        return words + PAUSE if words else ""

    def pick(self, clauses: Sequence[Clause]) -> Clause:
        """Return a clause that this telling has not used yet, if there is one."""
        count = len(clauses)
        at = int(self.rng.random() * count)
        for step in range(count):
            clause = clauses[(at + step) % count]
            if id(clause) not in self._used:
                break
        self._used.add(id(clause))
        return clause

    def _own(self, letter: str) -> str:
        clauses = self.facts.scenario.lines(letter, self.facts.goods.code)
        if not clauses or (letter == "M" and all(id(clause) in self._used for clause in clauses)):
            return ""
        words = text_of(self.pick(clauses), self.scene)
        if self.voice.register == CLERK:
            words = grammar_noise.turned(words, into="clerk", rng=self.rng, share=0.7).replace("我", "其")
        return words

    def _bought(self) -> str:
        clauses = self.facts.scenario.lines("B", self.facts.goods.code)
        if clauses:
            words = text_of(self.pick(clauses), self.scene)
            return words.replace("我", "其") if self.voice.register == CLERK else words
        shared, register = common(), self.voice.register
        if not self.facts.amount:
            return text_of(self.pick(shared["Bn"]), self.scene)
        if self.facts.trader.kind == "platform_shop" and self.rng.random() < 0.85:
            return text_of(self.pick(shared["Bp"]), self.scene)
        return text_of(self.pick(shared["Bf" if register == CLERK else "B"]), self.scene)

    def _happened(self) -> str:
        words = self._own("F")
        if self.voice.register == CASUAL and words and self.rng.random() < 0.22:
            return self.slots("later") + words
        return words

    def _more(self) -> str:
        return self._own("M")

    def _said(self) -> str:
        words = self._own("S")
        if words.startswith(("说", "只", "让", "把")):
            if self.voice.register == CLERK and words.startswith("说"):
                words = self.rng.choice(("称", "表示", "告知", "答复")) + words[1:]
            words = self.slots("boss") + words
        return words

    def _said_by_trader(self) -> str:
        return self._said() or (text_of(self.pick(common()["Sf"]), self.scene) if self.voice.register else "")

    def _tried(self) -> str:
        words = text_of(self.pick(common()["Tf" if self.voice.register == CLERK else "T"]), self.scene)
        if self.voice.register != CLERK:
            return words
        return grammar_noise.turned(words, into="clerk", rng=self.rng, share=0.6).replace("我", "其")

    def _wished(self) -> str:
        own = self.facts.scenario.lines("W", self.facts.goods.code)
        if own and (self.voice.register == CASUAL or self.rng.random() < 0.5):
            return text_of(self.pick(own), self.scene)
        return self._wishes("W")

    def _asked(self) -> str:
        return self._wishes("V")

    def _wishes(self, letter: str) -> str:
        shared, issue = common(), self.facts.scenario.code
        suffix = "i" if issue in _INJURY else "d" if issue in _DIFFERENCE else ""
        words = []
        for code in self.remedies:
            clauses = shared.get(f"{letter}.{code}{suffix}") or shared[f"{letter}.{code}"]
            words.append(text_of(self.pick(clauses), self.scene))
        if letter == "W" or len(words) < 2:
            return PAUSE.join(words)
        rest = [word.removeprefix("要求").removeprefix("协调").removeprefix("督促") for word in words[1:]]
        by = ["由" + word if word.startswith(("商家", "对方", "店方")) else word for word in rest]
        return self.rng.choice(("并", PAUSE + "并", PAUSE + "同时", "、")).join([words[0], *by])

    def _claimed(self) -> str:
        is_service = self.facts.goods.code.startswith("S")
        return text_of(self.pick(self.voice.parts["Y" if is_service else "Z"]), self.scene)

    def _law(self) -> str:
        shared = common()
        return text_of(self.pick(shared.get(f"L.{self.facts.scenario.code[:3]}", shared["L.any"])), self.scene)

    def _number(self) -> str:
        number = self.facts.order_number
        if not number:
            return ""
        name = self.rng.choice(("订单号", "订单编号：", "单号", "订单", "订单号是"))
        return f"{name}{number}"

    def _dated(self, share: float) -> str:
        """Say a day between the purchase and now, with a colon or a pause after it."""
        start, end = self.facts.purchased_on, self.facts.received_at.date()
        day = start + timedelta(days=int((end - start).days * share))
        if (end - start).days < 4:
            return ("", "后来", "接着", "到现在")[min(3, int(share * 4))]
        words = day_of(day, end, 0 if self.rng.random() < 0.3 else 1, self.rng)
        return words.replace(f"{end.year}年", "")


def tell(*, facts: Facts, voice: str, rng: Random, remedies: tuple[str, ...]) -> str:
    """Return a narrative of ``facts`` in a voice; the same draw gives the same words."""
    return Teller(facts, voices()[voice], rng, remedies).tell()


__all__ = ["Teller", "Voice", "tell", "voices"]
