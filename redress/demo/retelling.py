"""Telling a matter again: slightly changed, or as a short reminder."""

from __future__ import annotations

from random import Random

from redress.demo import grammar_noise, voices
from redress.demo.grammar import text_of
from redress.demo.grammar_slots import CLERK, Facts


def edited(text: str, *, rng: Random) -> str:
    """Return the text slightly changed, as people change what they send again."""
    head = rng.choice(("", "再次反映：", "第二次投诉，", "补充：", "还没解决，", "重新提交，"))
    tail = rng.choice(("", "至今没有人联系。", "请尽快。", "麻烦核实！", "希望这次能处理。"))
    return grammar_noise.slipped(f"{head}{text}{tail}", rate=0.08, rng=rng)


def reminded(*, facts: Facts, voice: str, rng: Random, remedies: tuple[str, ...]) -> str:
    """Return a short reminder of a matter that was told before."""
    teller = voices.Teller(facts, voices.voices()[voice], rng, remedies)
    clauses = voices.common()["Uf" if teller.voice.register == CLERK else "U"]
    text = text_of(teller.pick(clauses), teller.scene)
    if voice in voices.THIRD:
        text = text.replace("来电人", teller.scene.speakers[0])
    return grammar_noise.written(text, habit=teller.voice.habit, rng=rng, untidy=facts.person.habit)
