"""Render every paper and a case file from the demo city to pictures, to be looked at: python scripts/papers.py OUT_DIR.

The city is made fresh in a temporary folder (or name one that is filled: --data DIR). One PNG a page.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Write the pictures; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--appeals", type=int, default=300)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="redress-papers-") as fresh:
        os.environ["REDRESS_DATA"] = str(given.data or fresh)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redress.settings")
        import django

        django.setup()
        return _render(given.out, appeals=given.appeals)


def _render(out: Path, *, appeals: int) -> int:
    from django.core.management import call_command

    from redress import wiring
    from redress.demo import fill
    from redress.gateways import casefile, forms, letters
    from redress.operations import access
    from redress.queries import figures_open
    from redress.store.models import Case, CaseEvent

    call_command("migrate", verbosity=0)
    if figures_open.case_count() == 0:
        fill.fill(seed=1, appeals=appeals, until=wiring.today())
    count = 0

    def keep(name: str, pages: list[bytes]) -> None:
        nonlocal count
        for place, page in enumerate(pages, 1):
            (out / f"{name}-{place}.png").write_bytes(page)
            count += 1
        sys.stdout.write(f"{name}: {len(pages)} page(s)\n")

    for form in forms.everything().values():
        rows = Case.objects.filter(is_history=False)
        rows = rows.filter(procedure__in=form.procedures or ("complaint",))
        fitting = CaseEvent.objects.filter(name__in=form.after, case__in=rows).order_by("-at").first()
        case = fitting.case if fitting else rows.order_by("-id").first()
        if case is None:
            sys.stdout.write(f"{form.id}: no case of its kind in this city\n")
            continue
        said = letters.content(number=case.number, form=form.id, by=access.SYSTEM, at=wiring.now())
        final = {
            **said, "mark": "", "check_code": "7KQ2M9XWTA", "verify_at": "https://315.example/v/7KQ2M9XWTA",
            "number": f"示范市监{form.abbr}〔{wiring.today().year}〕1号", "qr": letters.qr_svg("https://315.example/v/7KQ2M9XWTA"),
        }  # fmt: skip
        keep(form.id, letters.pictures(letters.LAYOUT, final))
        if form.id == "acceptance":
            keep("draft", letters.pictures(letters.LAYOUT, said))
            long = forms.fill(form.versions[said["version"]], {"matter": "很长的叙述，一句接一句。" * 400})
            keep("long", letters.pictures(letters.LAYOUT, {**final, "blocks": long}))
    case = Case.objects.filter(is_history=False, procedure="complaint").order_by("-version", "id").first()
    if case is not None:
        maker = access.Actor("system", "系统", frozenset({"desk", "system"}))
        for form_id in ("acceptance", "agreement_document"):
            letters.make(number=case.number, form=form_id, by=maker, at=wiring.now(), site="https://315.example")
        book = casefile.gather(number=case.number, by=access.SYSTEM, at=wiring.now())
        keep("casefile", letters.pictures(casefile.TEMPLATE, book))
    sys.stdout.write(f"{count} pictures in {out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
