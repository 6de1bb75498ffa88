"""Cases: list them, look at one, read its journal, make a move, search."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from redress import wiring
from redress.api import errors, gate
from redress.api.schemas import AnyOut, ErrorOut, FoundOut, MoveIn, OpenIn, PageOut
from redress.operations import access, looking, opening
from redress.operations.moves import Advance
from redress.operations.record import record
from redress.operations.refusals import Wrong
from redress.queries import offices, search, worklist

router = Router(tags=["cases"], auth=gate.TokenAuth())
WRONG = {400: ErrorOut, 401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut, 429: ErrorOut, 503: ErrorOut}


@router.get("/cases", response={200: PageOut, **WRONG})
def cases(
    request: HttpRequest,
    procedure: Annotated[str | None, Query(max_length=60)] = None,
    stage: Annotated[str | None, Query(max_length=60)] = None,
    office: Annotated[str | None, Query(max_length=20)] = None,
    due_before: dt.date | None = None,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HttpResponse:
    """List the cases that the token may see, by what falls due first, a page at a time."""
    actor = gate.may_read(request)
    page = worklist.cases(
        offices=access.visible_offices(actor),
        procedure=procedure,
        stage=stage,
        office=office,
        due_before=due_before,
        cursor=cursor,
    )
    return HttpResponse(worklist.as_json(page), content_type="application/json")


@router.post("/cases", response={201: AnyOut, 409: ErrorOut, 413: ErrorOut, 415: ErrorOut, **WRONG})
def open_case(request: HttpRequest, body: OpenIn) -> HttpResponse:
    """Open a case of any procedure that is no appeal (an inspection, or one that an overlay file has just added)."""
    actor = gate.may_move(request)
    now = wiring.now()
    with errors.pointing("", "/fields", but=("/procedure", "/move")):
        done = opening.open_case(procedure=body.procedure, move=body.move, fields=body.fields, by=actor, at=now)
    view = looking.look(number=done.number, by=actor, at=now, address=gate.address(request))
    view.pop("journal")
    return errors.answer(view, status=201)


@router.get("/cases/{number}", response={200: AnyOut, **WRONG})
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Return a case as the token may see it: facts, stage, version, clocks, and each move with its JSON Schema."""
    view = looking.look(number=number, by=gate.may_read(request), at=wiring.now(), address=gate.address(request))
    view.pop("journal")
    return errors.answer(view)


@router.get("/cases/{number}/journal", response={200: AnyOut, **WRONG})
def journal(request: HttpRequest, number: str) -> HttpResponse:
    """Return the journal of a case."""
    actor = gate.may_read(request)
    view = looking.look(number=number, by=actor, at=wiring.now(), address=gate.address(request), what="journal")
    return errors.answer({"number": view["number"], "events": view["journal"]})


@router.post(
    "/cases/{number}/moves/{move}", response={200: AnyOut, 409: ErrorOut, 413: ErrorOut, 415: ErrorOut, **WRONG}
)
def make_move(request: HttpRequest, number: str, move: str, body: MoveIn) -> HttpResponse:
    """Make a move. 409 `stale_version` says what changed meanwhile; `move_not_allowed` what the procedure forbids."""
    actor = gate.may_move(request)
    found = access.case_for(actor, number)
    now = wiring.now()
    advance = Advance(found.id, move, body.fields, expected_version=body.version)
    with errors.pointing("", "/fields"):
        done = record(moves=[advance], by=actor, at=now)
    if not _still_visible(actor, done[0].office_id):
        return errors.answer({"number": number, "version": done[0].version, "stage": done[0].standing.stage})
    view = looking.look(number=number, by=actor, at=now, address=gate.address(request))
    view.pop("journal")
    return errors.answer(view)


def _still_visible(actor: access.Actor, office_id: int) -> bool:
    allowed = access.visible_offices(actor)
    return allowed is None or office_id in allowed


@router.get("/search", response={200: FoundOut, **WRONG})
def find(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)],
    office: Annotated[str | None, Query(max_length=20)] = None,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HttpResponse:
    """Find cases whose masked text holds a phrase of two characters or more, newest first."""
    actor = gate.may_read(request)
    allowed = access.visible_offices(actor)
    if office is not None:
        named = offices.by_code(office)
        if named is None:
            raise Wrong(
                code="unknown_office", zh="没有这个单位代码", en="there is no such office", where="/office",
                hint_zh="请核对代码", hint_en="check the code",
            )  # fmt: skip
        allowed = frozenset({named.id}) & (allowed if allowed is not None else frozenset({named.id}))
    found = search.find(q=q, offices=allowed, sees_personal=access.sees_personal(actor), cursor=cursor)
    return errors.answer(
        {"hits": list(found.hits), "count": found.count, "count_is_capped": found.count_is_capped, "next": found.next}
    )
