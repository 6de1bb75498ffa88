"""The way between the regulator's classes and the consumer association's: both reports come from one coding.

A subject class (goods or service) maps to an association subject class, an issue class to one of its ten
natures. The mapping stands in the columns ``cca`` and ``cca_nature`` of the class files, inherited from the nearest
class above where a row leaves it empty. Violation classes, remedies, channels and tags have no counterpart.
"""

from __future__ import annotations

from redress.taxonomy import tree as trees
from redress.taxonomy.tree import Node, Tree

_TARGET = {"subject_class": "council_subject_class", "issue_class": "council_issue_class"}


def cca_of(code: str, *, tree: Tree | None = None) -> Node | None:
    """Return the association's class for a regulator's class, or None where it has none. Raises UnknownCode."""
    held = tree or trees.load()
    for node in reversed(held.path(code)):
        name = node.cca if node.scheme == "subject_class" else node.cca_nature
        if name and node.scheme in _TARGET:
            return next((each for each in held if each.scheme == _TARGET[node.scheme] and each.zh == name), None)
    return None


def classes_of(council_code: str, *, tree: Tree | None = None) -> tuple[Node, ...]:
    """Return the regulator's leaves that an association class covers, in file order. Raises UnknownCode."""
    held = tree or trees.load()
    wanted = held.node(council_code)
    source = {target: name for name, target in _TARGET.items()}.get(wanted.scheme, "")
    return tuple(leaf for leaf in held.leaves(source) if cca_of(leaf.id, tree=held) == wanted)
