"""Character references left in plain text (&nbsp; &#20013; &amp;nbsp;): what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5

from redress.language.edits import Change

_REFERENCE = re.compile(
    r"&(?:amp;){0,4}(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9;]))"
)
_SPACES = re.compile("[\u00a0\u2002-\u200a\u202f\u205f]")
_TAG_NEXT = re.compile(r"\s*[A-Za-z/!?]")
# Windows characters that pages give by their old code points.
_OLD = {0x80 + i: c for i, c in enumerate(bytes(range(0x80, 0xA0)).decode("cp1252", "replace"))}


def meaning(reference: str) -> str | None:
    """Return what a reference (with any amp; doubled up) stands for, "" for nothing visible, None when unknown."""
    name = reference[1:].removesuffix(";")
    while name.startswith("amp;"):
        name = name[4:]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or (code < 32 and code not in (9, 10, 13)):
            return ""
        text = _OLD.get(code, chr(code))
    else:
        text = html5.get(name + ";", html5.get(name, "")) or ""
        if not text:
            return None
    return _SPACES.sub(" ", text).replace("\r", "\n")


def changes(text: str) -> Iterator[Change]:
    """Yield what each reference stands for; one that would open a tag (&lt;b&gt;) stays as it is."""
    if "&" not in text:
        return
    for found in _REFERENCE.finditer(text):
        put = meaning(found.group())
        if put is None or ("<" in put and _TAG_NEXT.match(text, found.end())):
            continue
        yield found.start(), found.end(), put, "entity"
