"""The doctor: looks at settings, keys, database, law files, worker and fonts, and says what to do."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from redress.queries import health, lawbook


def _check(name: str, ok: bool, hint: str) -> dict[str, Any]:
    return {"name": name, "ok": bool(ok), "hint": hint}


def run() -> list[dict[str, Any]]:
    """Return the checks: [{name, ok, hint}]."""
    checks = [
        _check("python", sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}; 3.11 or later is needed")
    ]
    folder = Path(settings.REDRESS_DATA)
    writable = folder.is_dir() and os.access(folder, os.W_OK)
    free = shutil.disk_usage(folder).free // 2**20 if folder.is_dir() else 0
    checks.append(
        _check(
            "data folder",
            writable,
            f"{folder}" if writable else f"{folder} cannot be written: make it, or set REDRESS_DATA",
        )
    )
    checks.append(
        _check("disk", free > 500, f"{free} MiB free" + ("" if free > 500 else "; make room, at least 500 MiB"))
    )
    checks += _database()
    checks.append(_keys())
    law = lawbook.current()
    for fault in law.faults:
        checks.append(
            _check(
                f"law file {Path(fault.file).name}",
                False,
                f"{fault.where}: {fault.why}; the file before it stays in force",
            )
        )
    if not law.faults:
        checks.append(
            _check(
                "law files",
                True,
                f"{len(law.rulebook.rules)} rules, {len(law.procedures)} procedures, calendar to {law.calendar.horizon}",
            )
        )
    return checks


def _database() -> list[dict[str, Any]]:
    try:
        connection.ensure_connection()
        waiting = len(
            MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
        )
    except DatabaseError as wrong:
        return [
            _check("database", False, f"{str(wrong).strip().splitlines()[0]}; start it, or correct REDRESS_DATABASE")
        ]
    found = [_check("database", True, f"{connection.vendor}")]
    found.append(
        _check(
            "migrations", waiting == 0, "up to date" if not waiting else f"{waiting} to run: `redress up` runs them"
        )
    )
    if waiting == 0:
        problems = health.problems()
        found += [_check(name, ok, hint) for name, ok, hint in problems]
    return found


def _keys() -> dict[str, Any]:
    path = Path(settings.REDRESS_KEY_FILE)
    if not path.is_file():
        return _check("master key", True, "made at first use")
    mode = path.stat().st_mode & 0o077
    return _check("master key", mode == 0, f"{path}" if mode == 0 else f"others may read {path}: chmod 600 it")
