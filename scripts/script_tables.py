"""Write redress/language/data/scripts.txt: the characters that only one script of Chinese has.

Run after a new version of OpenCC: python scripts/script_tables.py [--check]. The characters are read out of OpenCC's own
conversions (opencc, Apache License 2.0; BYVoid and contributors), so that a process that only asks which script a text is
in, or masks it, does not load the dictionaries of four conversions (45 MB).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import opencc

OUT = Path(__file__).resolve().parents[1] / "redress" / "language" / "data" / "scripts.txt"
EVERY = "".join(map(chr, range(0x4E00, 0xA000)))
# What the converter changes although it is right in simplified text, or changes into a character nobody has.
LEFT = frozenset("坏么妳噁祇")
HEAD = """# Characters of one script only: conversion changes them, and the other script's character set does not have them.
# Made by scripts/script_tables.py from OpenCC's tables (Apache License 2.0, https://github.com/BYVoid/OpenCC).
"""


def tables() -> dict[str, str]:
    """Read both sets out of the converter."""
    simple, other = opencc.OpenCC("t2s").convert(EVERY), opencc.OpenCC("s2t").convert(EVERY)
    traditional = [c for c, to in zip(EVERY, simple, strict=True) if c != to and not c.encode("gb2312", "ignore")]
    simplified = [
        c
        for c, to, back in zip(EVERY, other, simple, strict=True)
        if c != to and c == back and not c.encode("big5", "ignore")
    ]
    return {
        "traditional": "".join(c for c in traditional if c not in LEFT),
        "simplified": "".join(c for c in simplified if c not in LEFT and c != "着"),
    }


def main() -> int:
    """Write the file, or with --check say whether it is up to date (status 1 when not)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = HEAD + "".join(f"{name}: {characters}\n" for name, characters in tables().items())
    if parser.parse_args().check:
        return int(OUT.read_text(encoding="utf-8") != text)
    OUT.write_text(text, encoding="utf-8")
    sys.stderr.write(f"{OUT}: {len(text)} characters\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
