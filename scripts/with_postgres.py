"""Run a command with REDRESS_DATABASE pointing at a fresh PostgreSQL cluster in a temporary folder.

    python scripts/with_postgres.py -- pytest tests/store

Says so in one line and leaves with 0 when no PostgreSQL server is installed. The server refuses to run as root, so
as root it runs under the account `postgres` (or `nobody`).
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path | None:
    """Find the folder of the newest PostgreSQL server."""
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if folders:
        return Path(folders[-1])
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def account() -> str | None:
    """Name the account to run the server under; None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise SystemExit("with_postgres: root needs an account 'postgres' or 'nobody' to run the server under")


def main() -> int:
    """Start the cluster, run the command, stop the cluster."""
    command = sys.argv[sys.argv.index("--") + 1 :]
    folder = binaries()
    if folder is None:
        print(
            "PostgreSQL is not installed (no initdb): the tests ran on SQLite only. On Debian: apt-get install postgresql"
        )
        return 0
    user = account()
    with tempfile.TemporaryDirectory(prefix="redress-pg-", ignore_cleanup_errors=True) as place:
        os.chmod(place, 0o755)
        data = Path(place) / "cluster"
        data.mkdir(mode=0o700)
        if user:
            shutil.chown(data, user)
            shutil.chown(place, user)
        extra = {"user": user, "group": None} if user else {}
        env = {**os.environ, "LC_ALL": "C.UTF-8"}
        subprocess.run(
            [folder / "initdb", "-D", data, "-U", "redress", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
            check=True, stdout=subprocess.DEVNULL, env=env, cwd="/", **extra,
        )  # fmt: skip
        options = f"-k {place} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
        subprocess.run(
            [folder / "pg_ctl", "-D", data, "-w", "-o", options, "-l", data / "log", "start"],
            check=True, stdout=subprocess.DEVNULL, env=env, cwd="/", **extra,
        )  # fmt: skip
        try:
            subprocess.run(
                [folder / "createdb", "-h", place, "-U", "redress", "redress"], check=True, env=env, cwd="/", **extra
            )
            address = f"postgresql://redress@localhost/redress?host={place}"
            return subprocess.run(command, env={**os.environ, "REDRESS_DATABASE": address}, check=False).returncode
        finally:
            subprocess.run(
                [folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
                check=False, stdout=subprocess.DEVNULL, env=env, cwd="/", **extra,
            )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
