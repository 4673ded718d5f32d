from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kunjae.properties.models import Property


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
        imported = import_hotel(file=described, now=timezone.now(), beside=beside)
        logo = _logo(imported.property, file)
    except InvalidInput as error:
        lines = [f"{wrong.path}: {wrong.message['en']}" for wrong in error.errors]
        raise click.ClickException("\n  ".join([f"{file.name} was not imported:", *lines])) from error
    except OSError as error:
        raise click.ClickException(f"Cannot read {file}: {error.strerror}.") from error
    changes = [*imported.changes, *logo]
    for change in changes:
        click.echo(change)
    if not changes:
        click.echo("Nothing changed.")


def _logo(property: Property, file: Path) -> list[str]:
    """Guests see the logo that the file names, if it stands beside it and is a picture that the house can draw; what
    changed."""
    from kunjae.concierge.logo import bring_logo
    from kunjae.kernel.errors import InvalidInput

    name = property.details.get("logo")
    if not name:
        return []
    if not (file.parent / name).is_file():
        click.echo(f"Note: the logo {name} is not beside {file.name}.", err=True)
        return []
    try:
        return (
            ["logo changed"]
            if bring_logo(property=property, content=(file.parent / name).read_bytes())
            else []
        )
    except InvalidInput as error:
        click.echo(f"Note: guests do not see the logo {name}: it {error.errors[0].message['en']}.", err=True)
        return []
