"""A procedure drawn: stages in a column, the moves that lead on as arrows at their side. Made from the data alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redress.law.procedure import Version

TOP, STEP, BOX_WIDTH, BOX_HEIGHT, MARGIN = 16, 74, 170, 40, 12
WIDE, NARROW, AROUND = 12.5, 7.0, 18  # width of a Chinese and a Latin sign of a label, and room around it


@dataclass(frozen=True, slots=True)
class Way:
    """Moves from one stage to another: their places in the column, and their names as one label."""

    source: int
    target: int
    label: str

    @property
    def rows(self) -> range:
        """Return the rows that the way passes."""
        return range(min(self.source, self.target), max(self.source, self.target))


@dataclass(frozen=True, slots=True)
class Box:
    """A stage."""

    x: int
    y: int
    label: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A move from one stage to another: its path, and its label with its place."""

    path: str
    label: str
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it, with the size of the picture."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def draw(version: Version, *, english: bool) -> Drawing:
    """Draw a version: forward moves on the right, moves back on the left, a step to the next stage in between.

    Every way at a side has a lane of its own, as wide as its label, and labels stand between the rows, where no other
    way crosses: so no label meets a line or another label.
    """
    reached = {m.to for m in version.moves.values() if m.to}
    names = [name for name in version.stages if name in reached]
    ways = _ways(version, names, english=english)
    right = lanes([way for way in ways if way.target > way.source + 1])
    left = lanes([way for way in ways if way.target < way.source])
    begin = MARGIN + sum(width_of(lane) for lane in left) + AROUND
    end = begin + BOX_WIDTH
    steps = [way for way in ways if way.target == way.source + 1]
    arrows = [_down(way, begin + BOX_WIDTH // 2) for way in steps]
    x = end + AROUND + max(0, width_of(steps) - BOX_WIDTH // 2)  # a long label of a step reaches past the boxes
    for lane in right:
        arrows += [_side(way, edge=end, far=x, label_x=x + 5, anchor="start") for way in lane]
        x += width_of(lane)
    width = x + MARGIN
    x = begin - AROUND
    for lane in left:
        arrows += [_side(way, edge=begin, far=x, label_x=x - 5, anchor="end") for way in lane]
        x -= width_of(lane)
    boxes = tuple(
        Box(
            begin,
            TOP + STEP * row,
            version.stages[name].en if english else version.stages[name].zh,
            version.stages[name].is_final,
        )
        for row, name in enumerate(names)
    )
    height = TOP * 2 + STEP * max(1, len(names)) - (STEP - BOX_HEIGHT)
    return Drawing(width, height, BOX_WIDTH, BOX_HEIGHT, boxes, tuple(arrows))


def _ways(version: Version, names: Sequence[str], *, english: bool) -> list[Way]:
    place = {name: row for row, name in enumerate(names)}
    grouped: dict[tuple[int, int], list[str]] = {}
    for move in version.moves.values():
        if move.to is None or move.from_stages is None:
            continue
        sources = [place[one] for one in move.from_stages if one in place and one != move.to]
        if not sources:
            continue
        source = max((one for one in sources if one < place[move.to]), default=min(sources))
        grouped.setdefault((source, place[move.to]), []).append(move.en if english else move.zh)
    return [Way(source, target, " / ".join(labels)) for (source, target), labels in sorted(grouped.items())]


def lanes(ways: Iterable[Way]) -> list[list[Way]]:
    """Put ways into lanes, short ones nearest the boxes; two ways share a lane only where they pass no common row."""
    found: list[list[Way]] = []
    for way in sorted(ways, key=lambda one: (len(one.rows), one.source, one.target)):
        free = next((lane for lane in found if all(_apart(way, other) for other in lane)), None)
        if free is None:
            found.append([way])
        else:
            free.append(way)
    return found


def _apart(one: Way, other: Way) -> bool:
    return one.rows.stop < other.rows.start or other.rows.stop < one.rows.start


def width_of(lane: Iterable[Way]) -> int:
    """Return how wide a lane must be for its labels."""
    return (
        max((int(sum(NARROW if sign.isascii() else WIDE for sign in way.label)) for way in lane), default=0) + AROUND
    )


def _middle(row: int) -> int:
    return TOP + STEP * row + BOX_HEIGHT // 2


def _down(way: Way, x: int) -> Arrow:
    y1, y2 = _middle(way.source) + BOX_HEIGHT // 2, _middle(way.target) - BOX_HEIGHT // 2
    return Arrow(f"M{x} {y1} L{x} {y2 - 1}", way.label, x + 8, (y1 + y2) // 2 + 4, "start")


def _side(way: Way, *, edge: int, far: int, label_x: int, anchor: str) -> Arrow:
    y1, y2 = _middle(way.source), _middle(way.target)
    row = way.source if way.target > way.source else way.source - 1
    tip = edge + 1 if anchor == "start" else edge - 1
    path = f"M{edge} {y1} H{far} V{y2} H{tip}"
    return Arrow(path, way.label, label_x, _middle(row) + STEP // 2 + 4, anchor)
