"""A procedure drawn: stages in a column, the moves that lead on as arrows at their side. Made from the data alone."""

from __future__ import annotations

from dataclasses import dataclass

from redress.law.procedure import Version

TOP, STEP, BOX_WIDTH, BOX_HEIGHT, LEFT = 16, 74, 170, 40, 210
LANE = 26


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
    """Draw a version: forward moves on the right, moves back on the left, a step to the next stage in between."""
    reached = {m.to for m in version.moves.values() if m.to}
    names = [name for name in version.stages if name in reached]
    place = {name: number for number, name in enumerate(names)}
    boxes = tuple(
        Box(
            LEFT,
            TOP + STEP * place[name],
            version.stages[name].en if english else version.stages[name].zh,
            version.stages[name].is_final,
        )
        for name in names
    )
    grouped: dict[tuple[int, int], list[str]] = {}
    for move in version.moves.values():
        if move.to is None or move.from_stages is None:
            continue
        sources = [place[s] for s in move.from_stages if s in place and s != move.to]
        if not sources:
            continue
        source = max((s for s in sources if s < place[move.to]), default=min(sources))
        grouped.setdefault((source, place[move.to]), []).append(move.en if english else move.zh)
    arrows, right, left = [], 0, 0
    for (source, target), labels in sorted(grouped.items(), key=lambda item: (abs(item[0][1] - item[0][0]), item[0])):
        label = " / ".join(labels)
        y1, y2 = TOP + STEP * source + BOX_HEIGHT // 2, TOP + STEP * target + BOX_HEIGHT // 2
        if target == source + 1:
            x = LEFT + BOX_WIDTH // 2
            arrows.append(
                Arrow(
                    f"M{x} {y1 + BOX_HEIGHT // 2} L{x} {y2 - BOX_HEIGHT // 2 - 5}",
                    label,
                    x + 8,
                    (y1 + y2) // 2 + 4,
                    "start",
                )
            )
        elif target > source:
            right += 1
            edge, far = LEFT + BOX_WIDTH, LEFT + BOX_WIDTH + LANE * right + 14
            arrows.append(
                Arrow(f"M{edge} {y1} H{far} V{y2} H{edge + 5}", label, far + 4, y1 + 16 * (right % 3) + 4, "start")
            )
        else:
            left += 1
            far = LEFT - LANE * left - 10
            arrows.append(Arrow(f"M{LEFT} {y1} H{far} V{y2} H{LEFT - 5}", label, far - 4, (y1 + y2) // 2 + 4, "end"))
    width = LEFT + BOX_WIDTH + LANE * (right + 1) + 220
    return Drawing(
        width, TOP * 2 + STEP * max(1, len(names)) - (STEP - BOX_HEIGHT), BOX_WIDTH, BOX_HEIGHT, boxes, tuple(arrows)
    )
