"""Commands for people and tokens."""

from __future__ import annotations

from typing import Annotated

import typer

from redress.cli import common
from redress.cli.common import JsonFlag
from redress.cli.django_up import ready
from redress.cli.keeping import DataOption

user = typer.Typer(help="People who sign in.", rich_markup_mode=None)
token = typer.Typer(help="Tokens for machines.", rich_markup_mode=None)


@user.callback()
def user_group() -> None:
    """People who sign in."""


@token.callback()
def token_group() -> None:
    """Tokens for machines."""


@user.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The sign-in name.")],
    role: Annotated[str, typer.Option("--role")],
    office: Annotated[
        str | None, typer.Option("--office", help="The office's code (default: the intake desk's).")
    ] = None,
    full_name: Annotated[str | None, typer.Option("--full-name")] = None,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Add a person with a role and print the password made for him."""
    ready(data=data, migrate=True)
    from redress import wiring
    from redress.operations import access, people
    from redress.operations.refusals import Refused
    from redress.queries import offices

    try:
        wiring.need_desk()
        intake = offices.intake()
        place = office or (intake.code if intake else "")
        made = people.add_with_role(
            username=name, name=full_name or name, role=role, office=place, by=access.SYSTEM, at=wiring.now()
        )
    except Refused as refused:
        common.wrong_input(what=refused.en, where=refused.where or name, todo=refused.hint_en)
    common.out({"name": name, "password": made["password"]}, as_json=as_json)


@token.command("add")
def add_token(
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    scope: Annotated[str, typer.Option("--scope", help="appeals:write,cases:read,cases:move,export,admin")],
    office: Annotated[str | None, typer.Option("--office")] = None,
    as_json: JsonFlag = False,
    data: DataOption = None,
) -> None:
    """Make a token and print it once."""
    ready(data=data, migrate=True)
    from redress import wiring
    from redress.operations import tokens
    from redress.operations.refusals import Refused

    try:
        made = tokens.add(
            name=name, scopes=[s.strip() for s in scope.split(",") if s.strip()], office=office, at=wiring.now()
        )
    except Refused as refused:
        common.wrong_input(what=refused.en, where=refused.where or "--scope", todo=refused.hint_en)
    common.out(made, as_json=as_json)


@token.command("revoke")
def revoke_token(name: str, as_json: JsonFlag = False, data: DataOption = None) -> None:
    """Revoke every token of a name."""
    ready(data=data)
    from redress import wiring
    from redress.operations import tokens

    common.out({"revoked": tokens.revoke(name=name, at=wiring.now())}, as_json=as_json)
