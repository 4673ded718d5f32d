import click


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing when all goes well.")
def command(*, quiet: bool) -> None:
    """Make or renew the database's tables. Safe to repeat."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
    call_command("createcachetable", verbosity=0)
    if not quiet:
        click.echo("The database is up to date.")
