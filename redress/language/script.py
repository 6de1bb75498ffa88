"""The two scripts of Chinese: which one a text is in, and its conversion.

Conversion is OpenCC's (its phrase tables settle 皇后 and 以後, 乾隆 and 干净); this module only adds what a polluted
page needs: telling which script rules, and leaving alone what is right already.
"""

from __future__ import annotations

import re

import opencc

_T2S = opencc.OpenCC("t2s")
_S2T = opencc.OpenCC("s2tw")
_SURROGATE = re.compile("[\ud800-\udfff]")


def fold(text: str) -> str:
    """Return `text` in simplified script with exactly as many characters: a form to search in, not to show."""
    if text.isascii():
        return text
    try:
        simple = _T2S.convert(text)
    except UnicodeEncodeError:
        text = _SURROGATE.sub("\ufffd", text)
        simple = _T2S.convert(text)
    if len(simple) == len(text):
        return str(simple)
    return "".join(c if len(s := _T2S.convert(c)) != 1 else s for c in text)
