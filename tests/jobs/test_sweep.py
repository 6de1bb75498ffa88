"""The sweep's hourly round: a checkpoint, and files that nobody claimed are dropped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from redress.jobs import sweep
from redress.operations import uploads
from redress.store.models import Checkpoint, Upload
from tests.operations.test_uploads import LODGER, photo
from tests.world import World


def test_a_file_whose_appeal_was_never_sent_goes_after_two_days(world: World, tmp_path: Path, settings: Any) -> None:
    settings.REDRESS_DATA = tmp_path
    uploads.keep(data=photo("JPEG"), name="a.jpg", by=LODGER, at=world.at)

    sweep.run(at=world.at + dt.timedelta(hours=1))
    kept = Upload.objects.count()
    sweep.run(at=world.at + dt.timedelta(days=3))

    assert (kept, Upload.objects.count()) == (1, 0)
    assert Checkpoint.objects.count() == 2


def test_a_second_sweep_within_the_hour_makes_no_checkpoint(world: World) -> None:
    world.lodge()

    sweep.run(at=world.at)
    sweep.run(at=world.at + dt.timedelta(minutes=10))

    assert Checkpoint.objects.count() == 1
