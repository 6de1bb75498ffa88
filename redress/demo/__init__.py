"""A fictional city that is filled through the real doors."""

PASSWORD = "demo-redress-2026"  # noqa: S105  of the fictional people, printed at the start
