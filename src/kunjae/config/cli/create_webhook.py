import click

from kunjae.config.cli._options import property_option


@click.command()
@click.argument("url")
@property_option
@click.option("--description", default="", help="What it is for.")
def command(*, url: str, slug: str, description: str) -> None:
    """Let the program at URL hear of every booking of a hotel, and print the secret that signs it, this once."""
    from django.conf import settings
    from django.utils import timezone

    from kunjae.config.cli._hotel import find_hotel
    from kunjae.webhooks.commands import create_endpoint

    created = create_endpoint(
        property=find_hotel(slug),
        url=url,
        now=timezone.now(),
        description=description,
        private_allowed=settings.WEBHOOK_PRIVATE_ADDRESSES,
    )
    click.echo(
        f"{created.url} gets every booking of {slug} that is made, changed, cancelled or paid for.", err=True
    )
    click.echo("Keep this secret safe, it is shown only once:", err=True)
    click.echo(created.secret)
