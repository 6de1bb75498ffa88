"""Run store benches in this process, in the house that the environment names (an empty one, made for it).

    python -m bench.inhouse worklist search --size 1000000

Started by `bench.houses`, once a database; prints the rows of all benches as one JSON document.
"""

from __future__ import annotations

import argparse
import importlib
import os

from bench import insight_rows

MODULES = {
    "intake": "bench.intake",
    "import": "bench.import_",
    "worklist": "bench.worklist",
    "search": "bench.search",
}


def main() -> None:
    """Migrate the house, fill it, measure."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("names", nargs="+", choices=list(MODULES))
    read.add_argument("--size", type=int, required=True)
    read.add_argument("--filled", action="store_true", help="the house is filled already")
    told = read.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench import filler

    if told.names != ["import"] and not told.filled:
        filler.fill(cases=told.size)
    filler.desk()
    rows = []
    for name in told.names:
        rows += importlib.import_module(MODULES[name]).measure(size=told.size)
    insight_rows.show(rows)


if __name__ == "__main__":
    main()
