"""`python -m redress` is the `redress` command."""

from redress.cli.main import run

run()
