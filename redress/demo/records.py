"""The shapes of the plan: the city, a planned appeal, a planned inspection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from redress.demo.courses import Course
from redress.demo.officers import Office, Officer
from redress.demo.people import Person
from redress.demo.shops import Trader
from redress.taxonomy.regions import Region


@dataclass(frozen=True)
class City:
    """The city: ``areas`` are its subdistricts and towns, ``platforms`` the invented platform names."""

    seed: int
    name: str
    region: str
    areas: tuple[Region, ...]
    offices: tuple[Office, ...]
    staff: tuple[Officer, ...]
    traders: tuple[Trader, ...]
    platforms: tuple[str, ...]
    until: date

    def branch_of(self, area: str) -> Office:
        """Return the branch that looks after an area. Raises KeyError."""
        for office in self.offices:
            if area in office.areas:
                return office
        raise KeyError(area)

    def officers_by_role(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return usernames by (office code, role)."""
        found: dict[tuple[str, str], list[str]] = {}
        for officer in self.staff:
            found.setdefault((officer.office, officer.role), []).append(officer.username)
        return {key: tuple(names) for key, names in found.items()}


@dataclass(frozen=True, slots=True)
class PlannedAppeal:
    """One appeal as it is lodged, and the courses of its cases.

    ``external_id`` is the source's number (None at our own doors); ``respondent_name`` is how the trader was named in
    the form, ``respondent_uscc`` is filled where the source gives it. ``amount`` is a decimal string in yuan.
    ``subject_class``, ``issue_class`` (complaints, inquiries, others) and ``violation_class`` (tip-offs) are the true
    classes. ``same_as`` is the index of the appeal that this one repeats, ``group`` the name of a group event,
    ``burst`` of a series by one claimant. ``id_number`` is filled where the appellant gave it.
    """

    index: int
    received_at: datetime
    channel: str
    external_id: str | None
    kinds: tuple[str, ...]
    narrative: str
    appellant: Person
    id_number: str
    respondent: Trader
    respondent_name: str
    respondent_uscc: str
    amount: str | None
    purchased_on: date
    subject_class: str
    issue_class: str
    violation_class: str
    remedies: tuple[str, ...]
    order_numbers: tuple[str, ...]
    area: str
    office: str
    tags: tuple[str, ...]
    topic: str
    voice: str
    same_as: int | None
    group: str
    burst: str
    courses: tuple[Course, ...]


@dataclass(frozen=True, slots=True)
class PlannedInspection:
    """An inspection of equipment: what is planned, by which office, and the course after it."""

    index: int
    planned_at: datetime
    planned_on: date
    office: str
    officer: str
    target: Trader
    target_item: str
    course: Course
