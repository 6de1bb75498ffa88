"""A page's HTML as a small tree that remembers where every piece of text stands in the source.

Forgiving as browsers are (missing end tags, tags in the wrong place, quotes never closed) and linear in the length of
the page whatever it holds: nesting is capped, attributes are bounded, nothing is read twice.
"""

from __future__ import annotations

import re

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Elements whose content is no text of the page; scripts and styles end only at their own end tag.
RAW = frozenset("script style textarea title noscript xmp iframe noframes noembed template".split())
BLOCK = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol p pre section summary table tbody td tfoot th thead tr ul caption".split()
)
_CLOSED_BY = {
    "p": BLOCK - {"td", "th", "tr", "li"},
    "li": frozenset(["li"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
    "tr": frozenset(["tr", "tbody", "tfoot", "thead"]),
    "td": frozenset(["td", "th", "tr", "tbody"]),
    "th": frozenset(["td", "th", "tr", "tbody"]),
    "option": frozenset(["option"]),
}
_DEEPEST = 200
_TAG = re.compile(
    "<(?:!--|(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]{0,40})(?P<attributes>(?:[^>\"'<]|\"[^\"]*+\"|'[^']*+'|<)*+)>|[!?][^>]{0,2000}>)"
)
# How far a tag may reach, and how many may fail to end there before tags are taken to end at the first >.
_LONGEST_TAG = 30_000
_PATIENCE = 200
_SIMPLE_TAG = re.compile(
    "<(?:!--|(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9:_-]{0,40})(?P<attributes>[^>]*+)>|[!?][^>]*+>)"
)
_TAG_START = re.compile("<(?=[A-Za-z/!?])")
_ATTRIBUTE = re.compile(
    "([A-Za-z_:][A-Za-z0-9_:.-]{0,40})\\s{0,5}=\\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'>]{1,2000}))"
)


class Node:
    """An element: its tag, its attributes as written, its children (nodes, or (start, end) of a text)."""

    __slots__ = ("attributes", "children", "parent", "start", "tag")

    def __init__(self, tag: str, attributes: str, parent: Node | None, start: int) -> None:
        """Begin an element whose content starts at `start` of the source."""
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.start = start
        self.children: list[Node | tuple[int, int]] = []

    def get(self, name: str) -> str:
        """Return an attribute's value as written, "" when there is none."""
        for found in _ATTRIBUTE.finditer(self.attributes):
            if found.group(1).lower() == name:
                return found.group(2) or found.group(3) or found.group(4) or ""
        return ""


def parse(html: str) -> tuple[Node, list[Node]]:
    """Return the root of the page and every element in document order."""
    root = Node("#root", "", None, 0)
    order = [root]
    open_nodes = [root]
    held: dict[str, int] = {}  # how many of each tag are open
    at, size, failed = 0, len(html), 0
    last_end = html.rfind(">")
    while at < size:
        less = html.find("<", at)
        if less < 0:
            less = size
        if less > at:
            open_nodes[-1].children.append((at, less))
        if less >= size:
            break
        if less > last_end:
            open_nodes[-1].children.append((less, size))
            break
        found = None
        if _TAG_START.match(html, less):
            if failed < _PATIENCE:
                found = _TAG.match(html, less, less + _LONGEST_TAG)
                failed += found is None
            found = found or _SIMPLE_TAG.match(html, less)
        if not found:
            further = html.find("<", less + 1)
            stop = size if further < 0 else further
            open_nodes[-1].children.append((less, stop))
            at = stop
            continue
        if found["name"] is None:
            if found.group().startswith("<!--"):
                close = html.find("-->", less + 4)
                at = size if close < 0 else close + 3
            else:
                at = found.end()
            continue
        name = found["name"].lower()
        at = found.end()
        if found["end"]:
            if held.get(name):
                _close(open_nodes, held, name)
            continue
        while len(open_nodes) > 1 and name in _CLOSED_BY.get(open_nodes[-1].tag, ()):
            held[open_nodes.pop().tag] -= 1
        node = Node(name, found["attributes"], open_nodes[-1], at)
        open_nodes[-1].children.append(node)
        order.append(node)
        if name in VOID or (found["attributes"].endswith("/") and name not in BLOCK and name not in RAW):
            continue
        if name in RAW:
            ending = re.compile(f"</{name}\\b", re.IGNORECASE).search(html, at)
            stop = ending.start() if ending else size
            node.children.append((at, stop))
            end = html.find(">", stop)
            at = size if not ending or end < 0 else end + 1
            continue
        if len(open_nodes) < _DEEPEST:
            open_nodes.append(node)
            held[name] = held.get(name, 0) + 1
    return root, order


def _close(open_nodes: list[Node], held: dict[str, int], name: str) -> None:
    """Close the nearest open `name` and what is open inside it; a cell is not closed by a stray inline end tag."""
    for depth in range(len(open_nodes) - 1, 0, -1):
        tag = open_nodes[depth].tag
        if tag == name:
            for node in open_nodes[depth:]:
                held[node.tag] -= 1
            del open_nodes[depth:]
            return
        if tag in ("td", "th", "table") and name not in (
            "table",
            "tr",
            "tbody",
            "thead",
            "tfoot",
            "td",
            "th",
            "body",
            "html",
        ):
            return
