"""A web page's main text, and for every character of it the place in the HTML it came from.

Blocks are weighed by how much running text they hold (characters outside links, sentence marks), the best block and
its like-minded neighbours are kept, and inside it what is a list of links, a tool bar or a comment box is left out.
A page that draws itself with scripts gives its text from the data in them, or from its own description.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from redress.language import page_data
from redress.language.page_tree import BLOCK, RAW, Node, parse

_HTML = re.compile(
    "<(?:!doctype|html|head|body|meta|div|p|table|article|section|span|br|ul|h[1-6]|a|font|strong|img)\\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_WHOLE = re.compile("<(?:!doctype|html|head|body)\\b", re.IGNORECASE)
_MARKS = re.compile("[，。！？；、：,!?;]")
_BAD_HINT = re.compile(
    "comment|footer|copyright|breadcrumb|crumb|toolbar|share|social|relat|recommend|sidebar|side-?bar|login|popup|modal|qrcode|rank|hot-?news|hotlist|advert|banner|subscribe|pagination|pager|statement|disclaimer|editor-?info|tags?(?:\\b|_|-)|post_(?:comment|recommend)|(?:^|[\\s_-])(?:nav|menu|foot|ad|ads|side|tool|top-?bar|aside|gg)(?:$|[\\s_-])",
    re.IGNORECASE,
)
_GOOD_HINT = re.compile(
    "article|content|main|entry|detail|story|post[_-]?(?:body|text)|news[_-]?(?:text|body)|rich_media|js_content|zoom|TRS_|editor|(?:^|[\\s_-])(?:text|body|txt)(?:$|[\\s_-])",
    re.IGNORECASE,
)
_NEVER = (
    frozenset("nav footer aside form button select menu dialog object embed audio video canvas svg map head".split())
    | RAW
)
_HIDDEN = re.compile("display\\s{0,3}:\\s{0,3}none", re.IGNORECASE)
_SPACE = re.compile("(?:[ \t\r\n\f\xa0]|&nbsp;?|&#160;|&e[nm]sp;)+")
_ENOUGH = 80


@dataclass(frozen=True, slots=True)
class Page:
    """The `text` of a page, its `title`, and where each stretch of the text came from in the HTML."""

    title: str
    text: str
    outs: tuple[int, ...]
    ins: tuple[tuple[int, int], ...]

    def back(self, at: int, *, end: bool = False) -> int:
        """Return the place in the HTML of place `at` of the text; `end` when it closes a stretch."""
        if not self.outs:
            return 0
        index = max(0, bisect_right(self.outs, at - 1 if end and at else at) - 1)
        low, high = self.ins[index]
        return min(high, low + at - self.outs[index])


@dataclass(slots=True)
class _Weight:
    """What an element holds: characters outside and inside links, and sentence marks."""

    free: int = 0
    linked: int = 0
    marks: int = 0
    score: float = 0.0


def is_html(text: str) -> bool:
    """Tell whether `text` is a page or a piece of one, and no message that has a < in it."""
    head = text[:20_000]
    if _WHOLE.search(head):
        return True
    return "</" in head and len(_HTML.findall(head)) >= 2


class _Writer:
    """Collects the text with single blanks and line ends, and remembers the place of every stretch."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.parts: list[str] = []
        self.outs: list[int] = []
        self.ins: list[tuple[int, int]] = []
        self.size = 0
        self.wants = ""

    def _put(self, piece: str, low: int, high: int) -> None:
        self.parts.append(piece)
        self.outs.append(self.size)
        self.ins.append((low, high))
        self.size += len(piece)

    def text(self, low: int, high: int, *, keep_lines: bool = False) -> None:
        """Write source[low:high]; blanks fold into one, lines stay only in preformatted text."""
        at = low
        while at < high:
            gap = _SPACE.search(self.html, at, high)
            stop = gap.start() if gap else high
            if stop > at:
                if self.wants and self.size:
                    self._put(self.wants, at, at)
                self.wants = ""
                self._put(self.html[at:stop], at, stop)
            if gap and not self.wants:
                self.wants = "\n" if keep_lines and "\n" in gap.group() else " "
            at = gap.end() if gap else high

    def line(self) -> None:
        """Begin a new line before the next text."""
        self.wants = "\n"


def _weigh(order: list[Node], html: str) -> dict[int, _Weight]:
    """Weigh every element by its own text and its children's, and score those that hold paragraphs."""
    weights = {id(node): _Weight() for node in order}
    in_link: dict[int, bool] = {}
    for node in order:
        parent = node.parent
        in_link[id(node)] = node.tag == "a" or (parent is not None and in_link[id(parent)])
    for node in reversed(order):
        own = weights[id(node)]
        if node.tag in _NEVER:
            continue
        for child in node.children:
            if isinstance(child, tuple):
                piece = _SPACE.sub("", html[child[0] : child[1]])
                if in_link[id(node)]:
                    own.linked += len(piece)
                else:
                    own.free += len(piece)
                    own.marks += len(_MARKS.findall(piece))
        if node.parent is not None:
            above = weights[id(node.parent)]
            above.free += own.free
            above.linked += own.linked
            above.marks += own.marks
    for node in order:
        own = weights[id(node)]
        direct = _direct(node, html)
        paragraph = node.tag in ("p", "pre", "blockquote", "section") or (direct >= 20 and node.tag in BLOCK)
        if not paragraph or own.free < 15 or node.tag in _NEVER:
            continue
        worth = 1 + min(own.free, 1000) / 60 + own.marks / 2 if node.tag == "p" or direct >= 20 else 0.5
        share, above_node = 1.0, node if direct >= 200 else node.parent
        while above_node is not None and share > 0.2:
            weights[id(above_node)].score += worth * share
            share *= 0.6
            above_node = above_node.parent
    return weights


def _direct(node: Node, html: str) -> int:
    """Count the characters of text that stand directly in an element or in its inline children."""
    total = 0
    for child in node.children:
        if isinstance(child, tuple):
            total += len(_SPACE.sub("", html[child[0] : child[1]]))
        elif child.tag in ("span", "font", "strong", "b", "em", "i", "u"):
            total += sum(len(_SPACE.sub("", html[c[0] : c[1]])) for c in child.children if isinstance(c, tuple))
    return total


def _hint(node: Node) -> float:
    named = f"{node.get('class')} {node.get('id')}"
    if not named.strip():
        return 1.0
    factor = 1.0
    if _GOOD_HINT.search(named):
        factor *= 1.4
    if _BAD_HINT.search(named):
        factor *= 0.3
    return factor


def _best(order: list[Node], weights: dict[int, _Weight]) -> Node | None:
    best, top = None, 0.0
    for node in order:
        own = weights[id(node)]
        if own.score <= 0 or node.tag in _NEVER or node.tag in ("#root", "html", "p", "a"):
            continue
        density = own.linked / max(1, own.free + own.linked)
        score = own.score * (1 - density) ** 1.5 * _hint(node) * (1.3 if node.tag in ("article", "main") else 1.0)
        if score > top:
            best, top = node, score
    return best


def _left_out(node: Node, weights: dict[int, _Weight]) -> bool:
    """Tell whether an element inside the main block is no part of the text."""
    if node.tag in _NEVER or _HIDDEN.search(node.get("style")):
        return True
    own = weights[id(node)]
    total = own.free + own.linked
    if node.tag in BLOCK and node.tag not in ("p", "td", "tr", "tbody"):
        density = own.linked / max(1, total)
        if density > 0.6 and total > 8 and own.marks < 6 and node.tag not in ("h1", "h2", "h3", "h4"):
            return True
        named = f"{node.get('class')} {node.get('id')}"
        if named.strip() and _BAD_HINT.search(named) and (density > 0.25 or total < 200 or own.marks * 30 < total):
            return True
    return False


def _write(node: Node, writer: _Writer, weights: dict[int, _Weight], *, all_of_it: bool = False) -> None:
    """Write an element's text in order, without recursion (pages nest as deep as they like)."""
    stack: list[tuple[Node, int]] = [(node, 0)]
    kept_lines = 0
    while stack:
        current, index = stack.pop()
        if index == 0:
            if current is not node and (current.tag in RAW if all_of_it else _left_out(current, weights)):
                continue
            if current.tag in BLOCK or current.tag == "br":
                writer.line()
            kept_lines += current.tag == "pre"
        if index < len(current.children):
            stack.append((current, index + 1))
            child = current.children[index]
            if isinstance(child, tuple):
                writer.text(*child, keep_lines=kept_lines > 0)
            else:
                stack.append((child, 0))
        else:
            kept_lines -= current.tag == "pre"
            if current.tag in BLOCK:
                writer.line()


def _page(title: str, writer: _Writer) -> Page:
    return Page(title, "".join(writer.parts), tuple(writer.outs), tuple(writer.ins))


def read(html: str) -> Page:
    """Return the main text of a page; a piece of HTML without head or body is taken as a whole."""
    root, order = parse(html)
    weights = _weigh(order, html)
    writer = _Writer(html)
    if not _WHOLE.search(html[:20_000]):
        _write(root, writer, weights, all_of_it=True)
        return _page("", writer)
    title = page_data.title(order, html)
    best = _best(order, weights)
    if best is not None:
        for node in _with_neighbours(best, weights):
            _write(node, writer, weights)
            writer.line()
    if len(_SPACE.sub("", "".join(writer.parts))) >= _ENOUGH:
        return _page(title, writer)
    for low, high, text in page_data.elsewhere(order, html):
        if len(text) > writer.size:
            return Page(title, text, (0,), ((low, high),))
    if not writer.size:
        _write(root, writer, weights, all_of_it=True)
    return _page(title, writer)


def _with_neighbours(best: Node, weights: dict[int, _Weight]) -> list[Node]:
    """Return the best block and the blocks beside it that read like it, in order."""
    if best.parent is None or best.tag in ("body", "td"):
        return [best]
    own = weights[id(best)]
    chosen = []
    for child in best.parent.children:
        if isinstance(child, tuple):
            continue
        if child is best:
            chosen.append(child)
            continue
        other = weights[id(child)]
        linked = other.linked / max(1, other.free + other.linked)
        alike = other.score > own.score * 0.2 and linked < 0.2 and _hint(child) >= 1.0
        running = (
            child.tag in ("p", "blockquote", "pre", "section")
            and other.free >= 40
            and other.marks >= 2
            and linked < 0.2
        )
        if (alike or running) and child.tag in BLOCK and child.tag not in _NEVER:
            chosen.append(child)
    return chosen
