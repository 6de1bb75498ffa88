"""Cut a stylesheet down to the rules that some templates can use. Pure.

A rule stays when all classes and ids of at least one of its selectors are words of the sources. Variables and
keyframes stay only when something that stays names them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
NAMED = re.compile(r"[.#]((?:[A-Za-z_-]|\\.)(?:[\w-]|\\.)*)")
STRINGS = re.compile(r"\[[^\]]*\]|\"[^\"]*\"|'[^']*'")
COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
USED = re.compile(r"var\(\s*(--[\w-]+)")
DECLARED = re.compile(r"(?:(?<=[{;])|^)(--[\w-]+):[^;{}]*(?:;|(?=\})|$)")
PUBLIC = ("base.html", "public", "components", "faults", "signin")


def public_sources(web: Path) -> list[Path]:
    """List the files that the public pages are made of."""
    found: list[Path] = []
    for name in PUBLIC:
        path = web / "templates" / name
        found += [path] if path.is_file() else sorted(path.rglob("*.html"))
    return found + sorted((web / "static" / "js").glob("*.js")) + sorted((web / "templatetags").glob("*.py"))


def words_of(paths: Iterable[Path]) -> frozenset[str]:
    """Collect every word of the files: a superset of the class names that they use."""
    return frozenset(word for path in paths for word in WORD.findall(path.read_text("utf-8")))


def blocks(css: str) -> Iterator[tuple[str, str | None]]:
    """Split a stylesheet into (prelude, body) pairs; a statement without a body has None."""
    at, size = 0, len(css)
    while at < size:
        brace, semi = css.find("{", at), css.find(";", at)
        if brace < 0 and semi < 0:
            return
        if brace < 0 or 0 <= semi < brace:
            yield css[at:semi].strip(), None
            at = semi + 1
            continue
        depth, end, quote = 1, brace + 1, ""
        while depth:
            letter = css[end]
            if quote:
                quote = "" if letter == quote else quote
            elif letter in "\"'":
                quote = letter
            else:
                depth += (letter == "{") - (letter == "}")
            end += 1
        yield css[at:brace].strip(), css[brace + 1 : end - 1]
        at = end


def _selectors(prelude: str) -> list[str]:
    """Split a list of selectors at its commas, not at those inside brackets."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(prelude):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            found.append(prelude[start:place].strip())
            start = place + 1
    return [*found, prelude[start:].strip()]


def _may_match(selector: str, words: frozenset[str]) -> bool:
    bare = STRINGS.sub("", re.sub(r":not\([^)]*\)", "", selector))
    return all(name.replace("\\", "") in words for name in NAMED.findall(bare))


def _kept(css: str, words: frozenset[str]) -> str:
    out = []
    for prelude, body in blocks(css):
        if body is None:
            if prelude.startswith("@") and not prelude.startswith("@charset"):
                out.append(prelude + ";")
            continue
        if prelude.startswith(("@media", "@supports", "@layer", "@container")):
            inner = _kept(body, words)
            if inner:
                out.append(f"{prelude}{{{inner}}}")
        elif prelude.startswith("@"):
            out.append(f"{prelude}{{{body}}}")
        else:
            stays = [one for one in _selectors(prelude) if _may_match(one, words)]
            if stays:
                out.append(f"{','.join(stays)}{{{body}}}")
    return "".join(out)


def _without(css: str, *, used: frozenset[str]) -> str:
    """Drop the variables that nothing reads."""
    return DECLARED.sub(lambda match: match.group(0) if match.group(1) in used else "", css)


def slim(*, css: str, words: frozenset[str]) -> str:
    """Return what of `css` a page made of `words` can use, licence notes first."""
    notes = "".join(re.findall(r"/\*!.*?\*/", css, re.DOTALL)[:1])
    kept = _kept(COMMENT.sub("", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)), words)
    while True:
        used = frozenset(USED.findall(kept)) | {"--tblr-theme"}
        fewer = _without(kept, used=used)
        fewer = re.sub(r"[^{};]+\{\}", "", fewer)
        if fewer == kept:
            break
        kept = fewer
    for name in set(re.findall(r"@keyframes ([\w-]+)", kept)):
        if not re.search(rf"animation[\w-]*:[^;}}]*\b{re.escape(name)}\b", kept):
            kept = re.sub(rf"@keyframes {re.escape(name)}\{{(?:[^{{}}]*\{{[^{{}}]*\}})*\}}", "", kept)
    return notes + kept
