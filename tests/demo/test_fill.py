"""The demo city goes through the real door on both databases: nothing refused, every journal true."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from redress.demo import fill
from redress.queries import proofs
from redress.store.models import AppealFacts, Case


@pytest.mark.django_db(transaction=True)
def test_a_small_city_is_filled_with_nothing_refused_and_verifies(tmp_path: Path, settings: Any) -> None:
    settings.REDRESS_DATA = tmp_path

    filled = fill.fill(seed=2, appeals=60, until=dt.date(2026, 11, 20))

    assert filled.refused == []
    assert Case.objects.count() >= 60
    assert AppealFacts.objects.filter(recovered__gt=0).exists()
    assert proofs.verify()["bad"] == []
