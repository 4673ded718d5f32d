import click

from kunjae.config.cli._options import property_option, role_option


@click.command()
@click.argument("name")
@property_option
@role_option
def command(*, name: str, slug: str, role: str) -> None:
    """Make an API token for a hotel and print it, this once."""
    from django.utils import timezone

    from kunjae.accounts.commands import create_token
    from kunjae.config.cli._hotel import find_hotel

    hotel = find_hotel(slug)
    created = create_token(name=name, property_id=hotel.id, role=role, now=timezone.now())
    click.echo("Keep this token safe, it is shown only once:", err=True)
    click.echo(created.secret)
