"""The addresses of the administration."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from redress.web.admin import house, law, notices, settings_page, shelves

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/rules", permanent=False)),
    path("people", house.all_people),
    path("people/<int:person_id>", house.person),
    path("offices", house.all_offices),
    path("offices/<str:code>", house.office),
    path("rules", law.rules),
    path("rules/<slug:rule_id>", law.rule),
    path("calendar", law.calendar),
    path("procedures", law.procedures),
    path("procedures/<slug:name>", law.procedure),
    path("forms", shelves.papers),
    path("forms/<slug:name>", shelves.paper),
    path("forms/<slug:name>/preview", shelves.paper_preview),
    path("classes", shelves.classes),
    path("profiles", shelves.import_profiles),
    path("notices", notices.all_notices),
    path("notices/<int:notice_id>", notices.one_notice),
    path("settings", settings_page.show),
    path("journal", house.journal),
]
