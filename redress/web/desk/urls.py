"""The addresses of the desk."""

from __future__ import annotations

from django.urls import path

from redress.web.desk import (
    boarding,
    bulk,
    bulkletters,
    casepage,
    classes,
    entry,
    files,
    listing,
    moving,
    nationals,
    opening,
    pairs,
    papers,
    searching,
)

urlpatterns = [
    path("", listing.show),
    path("views", listing.keep_view),
    path("bulk", bulk.bulk),
    path("new", entry.new),
    path("new/draft", entry.draft),
    path("new/similar", entry.similar),
    path("new/done/<str:number>", entry.done),
    path("open/", opening.choose),
    path("open/<slug:procedure>", opening.open_case),
    path("search", searching.find),
    path("board", boarding.show),
    path("classes", classes.find),
    path("national", nationals.show),
    path("national/file", nationals.file),
    path("c/<str:number>", casepage.case),
    path("c/<str:number>/competence", moving.competence),
    path("c/<str:number>/m/<str:move>", moving.move),
    path("c/<str:number>/with", pairs.choose),
    path("c/<str:number>/with/<str:other>", pairs.pair),
    path("c/<str:number>/file/<str:upload_id>", files.file),
    path("c/<str:number>/papers", papers.listing),
    path("c/<str:number>/papers/<str:form>/preview", papers.preview),
    path("c/<str:number>/papers/<str:form>", papers.make),
    path("c/<str:number>/file.<str:kind>", papers.file),
    path("papers/together", bulkletters.together),
    path("papers/<str:letter_number>", papers.sent),
]
