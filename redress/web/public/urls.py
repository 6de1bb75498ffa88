"""The addresses of the public site."""

from __future__ import annotations

from django.urls import path

from redress.web.public import following, lodging, notices, papers, proof, rating, rights, site

urlpatterns = [
    path("", site.home),
    path("lodge/", lodging.step, {"name": "what"}),
    path("lodge/check", lodging.check),
    path("lodge/done", lodging.done),
    path("lodge/drop", lodging.drop),
    path("lodge/traders", lodging.traders),
    path("lodge/photo/<str:upload_id>", lodging.photo),
    path("lodge/<slug:name>", lodging.step),
    path("f/", following.ask),
    path("f/lost", following.lost),
    path("f/<str:number>", following.appeal),
    path("f/<str:number>/leave", following.leave),
    path("f/<str:number>/file/<str:upload_id>", following.file),
    path("f/<str:number>/<str:case_number>/<slug:action>", following.act),
    path("q/<str:code>", rating.rate),
    path("v/", papers.ask),
    path("v/<str:code>", papers.verify),
    path("notices/", notices.index),
    path("notices/<int:notice_id>", notices.one),
    path("rights/", rights.index),
    path("rights/<slug:name>", rights.problem),
    path("law/proof/<slug:rule>", proof.show),
    path("about", site.about),
    path("privacy", site.privacy),
    path("offline", site.offline),
    path("sw.js", site.worker),
    path("manifest.webmanifest", site.manifest),
    path("icon.svg", site.icon),
    path("robots.txt", site.robots),
]
