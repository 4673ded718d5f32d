from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(*, file: Path) -> None:
    """Create or update a hotel from a hotel file. Safe to repeat; an error changes nothing."""
    from django.utils import timezone

    from kunjae.imports.hotel import import_hotel
    from kunjae.imports.hotel_file import parse_toml, read_hotel_file
    from kunjae.kernel.errors import InvalidInput

    def beside(name: str) -> bytes | None:
        picture = file.parent / name
        if not picture.is_file():
            click.echo(f"Note: the picture {name} is not beside {file.name}.", err=True)
            return None
        return picture.read_bytes()

    try:
        described = read_hotel_file(parse_toml(file.read_bytes(), file.name))
        logo = described.hotel.details.get("logo")
        if logo and not (file.parent / logo).is_file():
            click.echo(f"Note: the logo {logo} is not beside {file.name}.", err=True)
        imported = import_hotel(file=described, now=timezone.now(), beside=beside)
    except InvalidInput as error:
        lines = [f"{wrong.path}: {wrong.message['en']}" for wrong in error.errors]
        raise click.ClickException("\n  ".join([f"{file.name} was not imported:", *lines])) from error
    except OSError as error:
        raise click.ClickException(f"Cannot read {file}: {error.strerror}.") from error
    for change in imported.changes:
        click.echo(change)
    if not imported.changes:
        click.echo("Nothing changed.")
