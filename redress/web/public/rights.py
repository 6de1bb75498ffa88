"""Rights by problem: what the law says in plain words, with its article, and the five ways to settle a dispute."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import yaml
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redress import wiring
from redress.law import grounds
from redress.queries import lawbook
from redress.web import dates, render
from redress.web.faults import said

FILE = Path(__file__).parent / "rights.yaml"


@functools.cache
def everything() -> dict[str, dict[str, Any]]:
    """Load the problems by id."""
    document = yaml.load(FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {str(entry["id"]): entry for entry in document["problems"]}


def names() -> list[tuple[str, str]]:
    """List the problems as (id, words)."""
    return [(one, said(entry["zh"], entry["en"])) for one, entry in everything().items()]


def routes() -> list[dict[str, str]]:
    """Return the routes of the Consumer Protection Law in force today, with their article."""
    return [
        {"key": one.key, "words": said(one.zh, one.en), "cite": dates.citation(one.cite.as_dict())}
        for one in grounds.routes_on(day=wiring.today())
    ]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the problems and the routes."""
    return render.page(request, "public/rights.html", {"problems": names(), "routes": routes()})


@require_safe
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """Show what the law says on one problem."""
    entry = everything().get(name)
    if entry is None:
        raise Http404
    rules = lawbook.current().rulebook.rules
    data = {
        "title": said(entry["zh"], entry["en"]),
        "says": [{"words": said(one["zh"], one["en"]), "cite": dates.citation(one["cite"])} for one in entry["says"]],
        "keep": said(entry["keep"]["zh"], entry["keep"]["en"]),
        "rules": [
            {"id": one, "name": said(rules[one].name["zh"], rules[one].name["en"])}
            for one in entry["rules"]
            if one in rules
        ],
        "routes": routes(),
        "today": wiring.today(),
    }
    return render.page(request, "public/rights_one.html", data)
