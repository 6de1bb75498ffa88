"""What links rest on: the order numbers of a text, and which cases are linked or of one family already."""

from __future__ import annotations

import re

from django.db.models import Q

from redress.store.models import Case, Link

MOST = 10  # proposals of one comparison
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{0,4}\d{8,24}(?![0-9A-Za-z])")
_NO_ORDER = re.compile(
    r"\d{1,11}"  # dates, mobile and local phones
    r"|0\d{10,11}|86(?:1[3-9]\d{9})|[48]00\d{7}"  # a phone with its area or country
    r"|\d{6}(?:19|20)\d{9}[\dXx]"  # an identity number: 18 places with a year of birth
)


def orders_in(text: str) -> tuple[str, ...]:
    """Return the numbers of a text that may be order or parcel numbers: no phone, date or identity number."""
    return tuple([number for number in _NUMBER.findall(text) if not _NO_ORDER.fullmatch(number)][:10])


def family(case_id: int) -> set[int]:
    """Return the cases that come from one appeal with this one, itself included."""
    home = Case.objects.filter(id=case_id).values_list("appeal_id", flat=True).first() or case_id
    return {home, *Case.objects.filter(appeal_id=home).values_list("id", flat=True), case_id}


def known(case_id: int) -> set[int]:
    """Return the cases that this one has a link with, proposed, confirmed, refused or undone."""
    pairs = Link.objects.filter(Q(a_id=case_id) | Q(b_id=case_id)).values_list("a_id", "b_id")
    return {one for pair in pairs for one in pair} - {case_id}
