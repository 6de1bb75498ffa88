"""Evidence given back to those who may see its case: logged, never run by the browser."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redress import wiring
from redress.operations import access, uploads
from redress.operations.refusals import Forbidden, NotFound
from redress.queries import case as case_query
from redress.web import actor
from redress.web.desk import doors


@require_safe
@actor.needs(*doors.READERS)
def file(request: HttpRequest, number: str, upload_id: str) -> HttpResponse:
    """Give a piece of evidence of a case: pictures to look at, everything else (and `?dl=1`) to be saved."""
    by = actor.actor_of(request)
    case = access.case_for(by, number)
    if not access.sees_personal(by):
        raise Forbidden(
            code="no_personal_data", zh="您的岗位看不到证据材料", en="your role may not see evidence",
            hint_zh="请向承办单位了解", hint_en="ask the office in charge",
        )  # fmt: skip
    if upload_id not in {one["id"] for one in case_query.evidence(case.id)}:
        raise NotFound(zh="这一件没有这份材料", en="this case has no such file")
    found = uploads.read(upload_id=upload_id, by=by, at=wiring.now(), address=actor.address_of(request))
    is_shown = found.mime.startswith("image/") and request.GET.get("dl") != "1"
    response = HttpResponse(found.data, content_type=found.mime)
    how = "inline" if is_shown else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response
