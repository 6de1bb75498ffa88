"""What a page says about itself outside its body: the title, and the text that scripts would have drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from redress.language import entities
from redress.language.page_tree import Node

_HAN = re.compile("[\u4e00-\u9fff]")
_TAG = re.compile("<[^<>]{0,2000}>")
_BREAK = re.compile("</?(?:p|br|div|li|h[1-6]|tr)\\b[^<>]{0,2000}>", re.IGNORECASE)
_SPACE = re.compile("[ \t\r\f\v\xa0]+")
_LINES = re.compile("\\s*\n\\s*")
_STRING = re.compile(
    "[\"']?(?:articleBody|article_content|content|articleContent|body|text|html|post_content|detail|contentText|abstract|description)[\"']?\\s{0,5}[:=]\\s{0,5}(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|'((?:[^'\\\\]|\\\\.)*+)')",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\n", "t": " ", "b": "", "f": " "}
_REFERENCE = re.compile(r"&(?:amp;){0,4}(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SITE = re.compile(
    "[ 　]{0,3}(?:[_|｜»]|[ 　][-–—][ 　]?|[-–—]{2}|(?<=[\u4e00-\u9fff”》）!！?？])[-–—](?=[^-–—]{2,14}$))[ 　]{0,3}"
)


def _decoded(text: str) -> str:
    return _REFERENCE.sub(lambda m: entities.meaning(m.group()) or "", text)


def _stripped(markup: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\n", markup))
    return _LINES.sub("\n", _SPACE.sub(" ", _decoded(text))).strip()


def _inner(node: Node, html: str) -> str:
    parts: list[str] = []
    stack: list[Node | tuple[int, int]] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            parts.append(html[item[0] : item[1]])
        else:
            stack += reversed(item.children)
    return _SPACE.sub(" ", _decoded("".join(parts)).replace("\n", " ")).strip()


def title(order: list[Node], html: str) -> str:
    """Return the page's title without the site's name: the heading the head agrees with, og:title, else <title>."""
    named, graph = "", ""
    headings: list[str] = []
    for node in order:
        if node.tag == "title" and not named:
            named = _inner(node, html)
        elif node.tag == "meta" and not graph and node.get("property") in ("og:title", "twitter:title"):
            graph = _decoded(node.get("content")).strip()
        elif node.tag in ("h1", "h2") and len(headings) < 12:
            headings.append(_inner(node, html))
    said = graph or named
    for heading in headings:
        if len(heading) >= 4 and (heading in named or heading in graph or (said and said in heading)):
            return heading
    parts = [part.strip() for part in _SITE.split(said) if part.strip()]
    if not parts:
        return next((h for h in headings if len(h) >= 4), "")
    return parts[0] if len(parts[0]) >= 6 else max(parts, key=len)


def _unescaped(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        code = found.group(1) or found.group(2)
        if code:
            return chr(int(code, 16))
        return _PLAIN.get(found.group(3), found.group(3))

    return _ESCAPE.sub(one, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def elsewhere(order: list[Node], html: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, text) of other places a page keeps its text, the likeliest first."""
    found: list[tuple[int, int, str]] = []
    for node in order:
        if node.tag == "script" and node.children and isinstance(node.children[0], tuple):
            low, high = node.children[0]
            if "json" in node.get("type").lower():
                body = _article_body(html[low:high])
                if body:
                    found.append((low, high, _stripped(body)))
            for string in _STRING.finditer(html, low, high):
                raw = string.group(1) or string.group(2) or ""
                if len(raw) >= 60:
                    text = _stripped(_decoded(_unescaped(raw)))
                    if len(_HAN.findall(text)) >= 40:
                        found.append((string.start(), string.end(), text))
        elif (
            node.tag in ("textarea", "noscript", "template") and node.children and isinstance(node.children[0], tuple)
        ):
            low, high = node.children[0]
            text = _stripped(html[low:high])
            if len(_HAN.findall(text)) >= 40:
                found.append((low, high, text))
    yield from sorted(found, key=lambda item: len(item[2]), reverse=True)[:1]
    for node in order:
        if node.tag == "meta" and (
            node.get("name").lower() == "description" or node.get("property") == "og:description"
        ):
            text = _stripped(node.get("content"))
            if len(text) >= 10:
                yield max(0, node.start - len(node.attributes)), node.start, text


def _article_body(data: str) -> str:
    try:
        known = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    stack, best = [known], ""
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            body = item.get("articleBody")
            if isinstance(body, str) and len(body) > len(best):
                best = body
            stack += item.values()
        elif isinstance(item, list):
            stack += item
    return best
