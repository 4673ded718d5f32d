import secrets
import sys

import click

from kunjae.config.cli._options import property_option, role_option


@click.command()
@click.argument("email")
@property_option
@role_option
@click.option("--name", default="", help="How the person is called in the extranet.")
@click.option("--password", help="Left out, it is asked for; left empty there, one is made and printed.")
def command(*, email: str, slug: str, role: str, name: str, password: str | None) -> None:
    """Add a person to a hotel's staff."""
    from django.utils import timezone

    from kunjae.accounts.commands import create_user
    from kunjae.config.cli._hotel import find_hotel

    hotel = find_hotel(slug)
    if password is None and sys.stdin.isatty():
        password = click.prompt(
            "Password (empty: make one)",
            default="",
            hide_input=True,
            confirmation_prompt=True,
            show_default=False,
        )
    made = not password
    password = password or secrets.token_urlsafe(12)
    created = create_user(
        email=email, password=password, property_id=hotel.id, role=role, name=name, now=timezone.now()
    )
    click.echo(f"{created.user.email} now works for {slug} as {role}.")
    if not created.is_new:
        click.echo("They had a sign-in already; its password stays as it was.")
    elif made:
        click.echo(f"Password: {password}")
