from pathlib import Path

import click


@click.command()
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path, writable=True), required=False)
def command(*, slug: str, file: Path | None) -> None:
    """Write a hotel as a hotel file: to FILE, with the pictures of its offers beside it, or to standard output. Imported
    again it changes nothing."""
    from kunjae.config.cli._hotel import find_hotel
    from kunjae.imports.exported import hotel_file_text
    from kunjae.imports.hotel_offers import offer_pictures

    hotel = find_hotel(slug)
    text = hotel_file_text(hotel)
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        for name, content in offer_pictures(hotel):
            (file.parent / name).write_bytes(content)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"Cannot write {file}: {error.strerror}.") from error
    click.echo(f"{slug} is in {file}.")
